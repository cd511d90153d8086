#!/usr/bin/env bash
# Fills a small disk of its own while tasks are added, then makes it read-only: what was acknowledged is there, and the
# errors are clear.
#
# usage: full_disk.sh PROGRAM       (mounts a tmpfs where it may)
set -euo pipefail
program="$1"
disk="$(mktemp -d)"
if ! mount -t tmpfs -o size=96k tmpfs "$disk" 2>/dev/null; then
  echo "full disk: no small disk can be mounted here; the injected errors of the tests cover it"
  exit 0
fi
trap 'umount "$disk"; rmdir "$disk"' EXIT
state="$(mktemp -d)"
run() { XDG_DATA_HOME="$state" "$program" --workspace "$disk/workspace" "$@"; }
added=0
while run add "Task number $((added + 1)) with a title that takes some room on the disk" >/dev/null 2>"$state/error"; do
  added=$((added + 1))
  test "$added" -lt 5000
done
grep -q "cannot be written" "$state/error"
test "$(run check | grep -o '^[0-9]* open')" = "$added open"
mount -o remount,ro "$disk"
if run add "On a disk that can only be read" >/dev/null 2>"$state/read-only"; then exit 1; fi
grep -q "cannot be written" "$state/read-only"
test "$(run check | grep -o '^[0-9]* open')" = "$added open"
echo "full disk: $added tasks acknowledged, all there; told: $(cat "$state/error")"
