abi <abi/4.0>,
include <tunables/global>

# Ubuntu 24.04: lets this program make the user namespaces that its sandbox rests on. The launcher beside it is a script; the real program is named here.
profile ${executable} "/opt/${sanitizedProductName}/${executable}.bin" flags=(unconfined) {
  userns,
  include if exists <local/${executable}>
}
