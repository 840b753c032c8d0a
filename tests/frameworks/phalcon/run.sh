#!/bin/sh
# The Phalcon tests: tests/frameworks/phalcon/run.sh EXTENSION [OPTION OF compare.php…]
# EXTENSION is the path of peregrine.so. PHALCON_EXTENSION names a phalcon.so (5), PHALCON_PATH a folder whose autoload.php loads
# Phalcon 6 (Composer's vendor folder); each is tested when it is set. The last line is "N passed, N failed, N skipped".
set -u
extension=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
php=${PHP:-php}
free='require $argv[1]; echo free_port();'
port=${PORT:-$("$php" -n -r "$free" "$here/../../free_port.php")}
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() {
  "$@" >"$log" 2>&1
  grep -v '^[0-9]* passed, [0-9]* failed' "$log"
  line=$(grep '^[0-9]* passed, [0-9]* failed' "$log" | tail -1)
  if [ -z "$line" ]; then
    failed=$((failed + 1))
    return
  fi
  set -- $line
  passed=$((passed + $1)) failed=$((failed + $3))
}

isolation() {
  # shellcheck disable=SC2086 # options are words
  SHOP_SESSION=files WORKERS=2 "$php" $1 -d xdebug.mode=off -d "extension=$extension" -d 'peregrine.isolate=Shop\Behaviours\Isolation' \
    "$here/$2/serve.php" "$here/$2" "$port" >/dev/null 2>&1 &
  server=$!
  until "$php" -n -r "exit(@fsockopen('127.0.0.1', $port) ? 0 : 1);" || ! kill -0 "$server"; do
    sleep 0.1
  done
  count "$php" -d xdebug.mode=off "$here/isolation.php" "127.0.0.1:$port" 40 10
  kill "$server"
  wait "$server"
}

# both VERSION PHP-OPTIONS
both() {
  echo "== Phalcon $1"
  shift
  for application in mvc micro; do
    count "$php" "$here/../compare.php" --module="$extension" "$@" "$here/$application"
    isolation "$options" "$application"
  done
  # The front controller serves the same pages without a class of the bridge.
  stock="$php $options -d xdebug.mode=off -d html_errors=0 -d output_buffering=0 -d error_reporting=-1 -d display_errors=1 -d log_errors=0 -d extension=$extension $here/../serve.php {app} {port}"
  count "$php" "$here/../compare.php" --subject="$stock" "$@" "$here/mvc"
  # shellcheck disable=SC2086
  PEREGRINE_MODULE=$extension PORT=$port count "$php" -d xdebug.mode=off $options "$here/bridge.php"
  count "$php" -d xdebug.mode=off "$here/handlers.php" "$extension" "$port"
}

if [ -n "${PHALCON_EXTENSION:-}" ]; then
  options="-d extension=$PHALCON_EXTENSION"
  both 5 "$@"
else
  echo 'Phalcon 5 skipped: PHALCON_EXTENSION does not name a phalcon.so'
  skipped=$((skipped + 1))
fi
if [ -n "${PHALCON_PATH:-}" ]; then
  unset PHALCON_EXTENSION
  options=
  both 6 "$@"
else
  echo 'Phalcon 6 skipped: PHALCON_PATH does not name a folder whose autoload.php loads it'
  skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
