#!/usr/bin/env bash
# Checks the packages of packaging/package.sh as a user meets them: the desktop files are valid, the .deb installs into a minimal
# Debian with its declared dependencies only, and the program and its window start there. The archive installs and removes
# itself. Needs root, debootstrap, desktop-file-utils, appstream, xvfb and x11-utils.
set -euo pipefail
cd "$(dirname "$0")/.."
packages="${CARGO_TARGET_DIR:-target}/packages"
cache="${GAPWISE_CACHE:-$HOME/.cache}/gapwise-debian.tar"

desktop-file-validate packaging/linux/*.desktop
appstreamcli validate --no-net packaging/linux/*.metainfo.xml

if [ ! -f "$cache" ]; then
  base="$(mktemp -d)"
  debootstrap --variant=minbase bookworm "$base" http://deb.debian.org/debian >/dev/null
  tar -C "$base" -cf "$cache.new" .
  mv "$cache.new" "$cache"
  rm -rf "$base"
fi

root="$(mktemp -d)"
server=
clean() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
  rm -rf "$root"
}
trap clean EXIT
tar -C "$root" -xf "$cache"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/"
cp "$packages/gapwise.deb" "$root/tmp/"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

inside chroot "$root" sh -c 'apt-get update -q && apt-get install -yq --no-install-recommends /tmp/gapwise.deb' >"$root/apt.log" 2>&1 ||
  { tail -20 "$root/apt.log"; exit 1; }
inside chroot "$root" gapwise --version
inside chroot "$root" gapwise --demo --now 2026-11-23T09:00 >"$root/plan.txt" 2>&1 || { cat "$root/plan.txt"; exit 1; }
grep suggestions "$root/plan.txt"
inside chroot "$root" ls /usr/share/man/man1/gapwise.1 /usr/share/bash-completion/completions/gapwise >/dev/null

Xvfb :97 -screen 0 1280x800x24 >/dev/null 2>&1 &
server=$!
sleep 2
inside DISPLAY=:97 chroot "$root" timeout 60 gapwise --demo >"$root/window.log" 2>&1 &
for _ in $(seq 50); do
  if DISPLAY=:97 xwininfo -root -tree | grep -q '"Gapwise'; then
    shown=1
    break
  fi
  sleep 1
done
[ "${shown:-0}" = 1 ] || { cat "$root/window.log"; echo "no window appeared"; exit 1; }
DISPLAY=:97 xwininfo -root -tree | grep -q 'io.github.gapwise.Gapwise'
echo "the package installs and runs in a minimal Debian"

home="$root/home/user"
mkdir -p "$home"
tar -C "$home" -xzf "$packages"/*.tar.gz
sh "$home"/gapwise-*/install.sh "$home/.local" >/dev/null
"$home/.local/bin/gapwise" --version
sh "$home"/gapwise-*/install.sh --remove "$home/.local" >/dev/null
left="$(find "$home/.local" -type f ! -name mimeinfo.cache | wc -l)"
[ "$left" = 0 ] || { echo "$left files are left after removal"; exit 1; }
echo "the archive installs and removes itself"
