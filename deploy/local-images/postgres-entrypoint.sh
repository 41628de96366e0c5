#!/bin/sh
# Does with POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB what the official image does with them.
set -eu
[ "$1" = postgres ] || exec "$@"
shift
user="${POSTGRES_USER:-postgres}"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  umask 077
  printf '%s' "${POSTGRES_PASSWORD:?is not set}" >/tmp/password
  initdb --pgdata "$PGDATA" --username "$user" --pwfile /tmp/password --auth-local trust --auth-host scram-sha-256 --encoding UTF8 --locale C
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  [ "${POSTGRES_DB:-$user}" = postgres ] ||
    echo "CREATE DATABASE \"${POSTGRES_DB:-$user}\"" | postgres --single -j -D "$PGDATA" postgres
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
