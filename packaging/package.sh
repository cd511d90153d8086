#!/usr/bin/env bash
# Builds and packs the program: packaging/package.sh [PROFILE] writes a .deb and a .tar.gz to target/packages.
# PROFILE is dist for shipping (the default), or release. Needs cargo-deb (`cargo install cargo-deb`).
set -euo pipefail
cd "$(dirname "$0")/.."
profile="${1:-dist}"
target="${CARGO_TARGET_DIR:-target}"
out="$target/packages"
rm -rf "$out"
mkdir -p "$out"

cargo build --profile "$profile" --bin gapwise
cargo run --quiet --example shell_files -- "$target/$profile/shell_files"
cargo deb --quiet --no-build --profile "$profile" --output "$out/gapwise.deb"

root="$out/gapwise-$(dpkg-deb --field "$out/gapwise.deb" Version)-$(uname -m)-linux"
dpkg-deb --extract "$out/gapwise.deb" "$root"
cp packaging/linux/install.sh "$root/"
tar -C "$out" -czf "$root.tar.gz" "$(basename "$root")"
rm -rf "$root"
ls -l "$out"
