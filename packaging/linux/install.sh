#!/bin/sh
# Installs Gapwise from the unpacked archive: for this user, or with a prefix such as /usr/local for all users.
# Usage: ./install.sh [PREFIX]    ./install.sh --remove [PREFIX]
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
action=install
if [ "${1:-}" = "--remove" ]; then
  action=remove
  shift
fi
prefix="${1:-$HOME/.local}"
cd "$here/usr"
find . -type f | while read -r file; do
  if [ "$action" = remove ]; then
    rm -f "$prefix/$file"
  else
    mkdir -p "$(dirname "$prefix/$file")"
    cp "$file" "$prefix/$file"
  fi
done
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q "$prefix/share/applications" || true
fi
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) [ "$action" = remove ] || echo "$prefix/bin is not in PATH: add it, or start $prefix/bin/gapwise" ;;
esac
[ "$action" = remove ] && echo "Gapwise is removed. Your data are kept." || echo "Gapwise is installed in $prefix."
