#!/bin/sh
# After the package was laid down, by dpkg as root. Databases of menus, types and icons are brought up to date by the triggers of the packages that own them.
set -e

ln -sf '/opt/${sanitizedProductName}/${executable}' '/usr/bin/${executable}'

# No file gets the setuid bit: Chromium's sandbox rests on user namespaces, which Debian and Ubuntu give everybody. Where they are switched off the desk
# does not start and says why; a program of root's rights that every user may start would be the greater risk.
# Ubuntu 24.04 gives them only to programs that a profile names.
profile='/opt/${sanitizedProductName}/resources/apparmor-profile'
if apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --skip-kernel-load --skip-cache "$profile" >/dev/null 2>&1; then
  cp -f "$profile" '/etc/apparmor.d/${executable}'
  if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
  fi
fi
