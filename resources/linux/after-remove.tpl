#!/bin/sh
# Takes away what after-install made. What people keep in their own folders stays: it is theirs, and a wipe is the officer's order.
set -e

case "$1" in
  remove | purge) ;;
  *) exit 0 ;;
esac
rm -f '/usr/bin/${executable}'
if [ -f '/etc/apparmor.d/${executable}' ]; then
  if apparmor_status --enabled >/dev/null 2>&1; then apparmor_parser --remove '/etc/apparmor.d/${executable}' || true; fi
  rm -f '/etc/apparmor.d/${executable}'
fi
