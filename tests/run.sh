#!/usr/bin/env bash
# All tests, one command, on a fresh Debian with Rust and a C compiler:
#
#     tests/run.sh                      everything, and the runner's count at the end
#     tests/run.sh escalation           only the tests whose name contains the word (arguments go to the runner)
#     tests/run.sh --with COMMAND …     any other command with the same ground around it
#
# It installs what is missing (Debian packages, npm for axe-core), starts a throw-away Postgres and a
# chromedriver on free ports, and takes everything down again. The ground is told to the tests by:
#
#     JENJANG_TEST_POSTGRES    postgres://… of the throw-away cluster (its superuser)
#     JENJANG_TEST_WEBDRIVER   http://127.0.0.1:PORT of chromedriver
#     JENJANG_TEST_AXE         path of axe.min.js
#     JENJANG_TEST_PYTHON      a python3 that has aiosmtpd (the real SMTP server of the mail tests)
#     JENJANG_TEST_MAIL        two real mail servers, see tests/mail-servers.sh
#     JENJANG_TEST_DURABLE     set by who runs it: Postgres syncs to the disk as in earnest (for measuring)
#
# A variable that is already set is used as it is, and nothing is started for it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/mail-servers.sh
. tests/mail-servers.sh

readonly AXE_VERSION=4.14.1
ground=$(mktemp -d "${TMPDIR:-/tmp}/jenjang-ground.XXXXXX")
postgres_data=""
driver=""

say() { printf '%s\n' "tests: $*" >&2; }
fail() { say "$*"; exit 1; }

# ---- as whom -------------------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "this needs root to install packages, and there is no sudo: $*"; fi
}

# Postgres refuses to run as root: then it runs as the unprivileged user of the package, else as nobody.
as_postgres() {
  if [ "$(id -u)" != 0 ]; then "$@"
  else (cd / && runuser -u "$unprivileged" -- "$@"); fi
}

# ---- what is missing is installed -----------------------------------------------------------------------------------

postgres_bin() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return; fi
  done
  if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then dirname "$(command -v initdb)"; fi
}

python_with_smtp() {
  local candidate
  for candidate in /usr/bin/python3 python3 "$PWD/target/ground/python/bin/python3"; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import aiosmtpd' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
}

apt_install() {
  say "installing $*"
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$ground/apt.log" 2>&1; then
    as_root apt-get update -q >>"$ground/apt.log" 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$ground/apt.log" 2>&1 \
      || { tail -n 20 "$ground/apt.log" >&2; return 1; }
  fi
}

install_missing() {
  local -a packages=()
  [ -n "${JENJANG_TEST_POSTGRES:-}" ] || [ -n "$(postgres_bin)" ] || packages+=(postgresql)
  if [ -z "${JENJANG_TEST_WEBDRIVER:-}" ]; then
    command -v chromium >/dev/null || packages+=(chromium)
    command -v chromedriver >/dev/null || packages+=(chromium-driver)
  fi
  # shellcheck disable=SC2207
  packages+=($(mail_servers_missing))
  if [ -z "${JENJANG_TEST_AXE:-}" ] && [ ! -f "$axe" ] && ! command -v npm >/dev/null; then
    command -v node >/dev/null || packages+=(nodejs)
    packages+=(npm)
  fi
  if [ ${#packages[@]} -gt 0 ]; then apt_install "${packages[@]}" || fail "could not install ${packages[*]}"; fi

  if [ -z "${JENJANG_TEST_PYTHON:-}" ] && [ -z "$(python_with_smtp)" ]; then
    apt_install python3-aiosmtpd || true
    if [ -z "$(python_with_smtp)" ]; then
      apt_install python3-venv || fail "could not install python3-venv"
      python3 -m venv target/ground/python && target/ground/python/bin/pip install --quiet aiosmtpd \
        || fail "could not install aiosmtpd, the SMTP server of the mail tests"
    fi
  fi

  if [ -z "${JENJANG_TEST_AXE:-}" ] && [ ! -f "$axe" ]; then
    say "installing axe-core $AXE_VERSION"
    mkdir -p target/ground/npm
    npm install --prefix target/ground/npm --no-save --no-audit --no-fund --loglevel=error "axe-core@$AXE_VERSION" >&2 \
      || fail "npm could not install axe-core"
  fi
}

# ---- the ground ----------------------------------------------------------------------------------------------------

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  fail "no free port on 127.0.0.1"
}

start_postgres() {
  local bin port
  bin=$(postgres_bin)
  [ -n "$bin" ] || fail "no Postgres on this machine: the suite runs on both databases and does not skip one"
  if id postgres >/dev/null 2>&1; then unprivileged=postgres; else unprivileged=nobody; fi
  port=$(free_port)
  chmod 755 "$ground"
  mkdir "$ground/postgres"
  [ "$(id -u)" != 0 ] || chown "$unprivileged" "$ground/postgres"
  postgres_data="$ground/postgres/data"
  as_postgres "$bin/initdb" --pgdata="$postgres_data" --username=jenjang --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$ground/initdb.log" 2>&1 || { cat "$ground/initdb.log" >&2; fail "initdb failed"; }
  # Nothing here outlives the run, so nothing is synced to the disk, unless the run is to measure just that.
  local sync=off
  [ -z "${JENJANG_TEST_DURABLE:-}" ] || sync=on
  as_postgres "$bin/pg_ctl" --pgdata="$postgres_data" --log="$ground/postgres/log" --wait --timeout=60 --silent \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$ground/postgres -c fsync=$sync \
        -c synchronous_commit=$sync -c full_page_writes=$sync -c max_connections=300 -c shared_buffers=128MB \
        -c max_wal_size=1GB -c autovacuum_naptime=20s -c timezone=UTC" start >&2 \
    || { cat "$ground/postgres/log" >&2; fail "Postgres did not start"; }
  export JENJANG_TEST_POSTGRES="postgres://jenjang@127.0.0.1:$port/postgres"
}

start_chromedriver() {
  local port
  command -v chromedriver >/dev/null || fail "no chromedriver on this machine"
  port=$(free_port)
  # In a session of its own, so that what it started can be found and ended with it.
  setsid chromedriver --port="$port" --log-path="$ground/chromedriver.log" >/dev/null 2>&1 &
  driver=$!
  for _ in $(seq 150); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      export JENJANG_TEST_WEBDRIVER="http://127.0.0.1:$port"
      return
    fi
    sleep 0.1
  done
  cat "$ground/chromedriver.log" >&2 || true
  fail "chromedriver did not start"
}

end_session() { # every process of the session that $1 leads
  local stat fields
  for stat in /proc/[0-9]*/stat; do
    fields=$(cat "$stat" 2>/dev/null) || continue
    fields=${fields##*) }
    # shellcheck disable=SC2086
    set -- "$1" $fields
    if [ "$5" = "$1" ]; then stat=${stat#/proc/}; kill -TERM "${stat%/stat}" 2>/dev/null || true; fi
  done
}

tear_down() {
  local code=$?
  trap - EXIT INT TERM HUP
  if [ -n "$driver" ]; then end_session "$driver"; wait "$driver" 2>/dev/null || true; fi
  if [ -n "$postgres_data" ] && [ -f "$postgres_data/postmaster.pid" ]; then
    as_postgres "$(postgres_bin)/pg_ctl" --pgdata="$postgres_data" --mode=immediate --wait --silent stop >&2 || true
  fi
  stop_mail_servers
  as_root rm -rf "$ground"
  exit "$code"
}

# ---- the run -------------------------------------------------------------------------------------------------------

trap tear_down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
axe="$PWD/target/ground/npm/node_modules/axe-core/axe.min.js"

install_missing
[ -n "${JENJANG_TEST_POSTGRES:-}" ] || start_postgres
[ -n "${JENJANG_TEST_WEBDRIVER:-}" ] || start_chromedriver
[ -n "${JENJANG_TEST_MAIL:-}" ] || start_mail_servers "$ground" nobody || fail "the mail servers did not start"
export JENJANG_TEST_AXE=${JENJANG_TEST_AXE:-$axe}
JENJANG_TEST_PYTHON=${JENJANG_TEST_PYTHON:-$(python_with_smtp)}
export JENJANG_TEST_PYTHON
# Settings of the person who runs the tests are not settings of the tests.
for setting in DATABASE_URL "${!JENJANG_@}"; do
  case "$setting" in JENJANG_TEST_*) ;; *) unset "$setting" ;; esac
done

if [ "${1:-}" = "--with" ]; then
  shift
  [ $# -gt 0 ] || fail "--with what? tests/run.sh --with COMMAND …"
  "$@"
  exit
fi

# Words given are a filter, and the documentation's examples have no names to filter.
[ $# -gt 0 ] || cargo test --locked --doc --quiet
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked "$@"
else
  cargo test --locked --no-fail-fast --lib --bins --tests "$@"
fi
