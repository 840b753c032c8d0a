#!/bin/sh
# The load test against mock brokers in the load's own process, which stay until it has read all of the topic:
#   tests/ingest/load.sh EXTENSION LOAD [OPTION…]
# EXTENSION is the path of peregrine.so, LOAD that of the ingest-load program; options go to it (--seconds 600).
# With --brokers HOST:PORT the service uses that cluster instead, with --brokers embedded its own, which ends half a second after
# it: what was not read by then counts as lost. PHP names the interpreter (php), PHP_OPTIONS its options
# (-n), LOAD_PORT the port (one that is free), SERVICE another server.php that keeps the same promises (examples/phalcon-ingest).
set -eu
extension=$1
load=$2
shift 2
service=${SERVICE:-$(cd "$(dirname "$0")/../../examples/ingest" && pwd)/server.php}
free='require $argv[1]; echo free_port();'
address=127.0.0.1:${LOAD_PORT:-$("${PHP:-php}" -n -r "$free" "$(dirname "$0")/../free_port.php")}
# The load knows the bundled rules; WORKERS at least 2, so that there is somebody while one is replaced.
export WORKERS="${WORKERS:-3}" RULES= RULES_REFRESH=1 KAFKA_EMBEDDED=
# shellcheck disable=SC2086 # options are words
exec "$load" --address "$address" --brokers own "$@" -- "${PHP:-php}" ${PHP_OPTIONS:--n} -d extension="$extension" "$service"
