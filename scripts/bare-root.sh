#!/usr/bin/env bash
# Proves the README's two commands as a stranger finds them: a bare Debian 12 root with git, make and Rust, a clone of
# this repository, `make run` (until its health check answers), `make test`. Prints the time of each.
#
#   scripts/bare-root.sh [COMMAND]   with COMMAND only that is run in the clone, instead of the two
#
# Needs root, debootstrap, and a rustup toolchain. Mirror, proxies and the registry settings of cargo and Maven are this
# machine's own, read now. The root lies below TMPDIR (about 6 GB) and is removed at the end; mounts are in a namespace of their own.
# The server answers on this machine's 127.0.0.1:9501.
set -euo pipefail
suite=bookworm

say() { printf 'bare-root: %s\n' "$*"; }
refuse() { say "$*" >&2; exit 1; }

# apt_lines FIELD=VALUE…: one line for each Debian index that apt knows: URI RELEASE
apt_lines() {
  apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v suite="$suite" '$1 == "Debian" && index($2, suite) == 1 && $3 == "main" { print $4, $5 }' | sort -u
}

make_root() {
  local root=$1 mirror
  mirror=$(apt_lines | awk -v suite="$suite" '$2 == suite { print $1; exit }')
  [[ -n $mirror ]] || refuse "apt knows no mirror of Debian $suite; run apt-get update on a Debian 12 machine."
  say "debootstrap from this machine's mirror"
  debootstrap --variant=minbase --include=git,make "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
  apt_lines | sed 's/.*/deb & main/' >"$root/etc/apt/sources.list"
  grep -ls '^Acquire' /etc/apt/apt.conf.d/* | xargs -r cp -t "$root/etc/apt/apt.conf.d/"
  # A proxy's own certificate authority, picked up when ca-certificates is installed.
  mkdir -p "$root/usr/local/share/ca-certificates"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$root/usr/local/share/ca-certificates" {} +
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
}

# What rustup's installer leaves, without the documentation.
copy_rust() {
  local root=$1 cargo_home=${CARGO_HOME:-$HOME/.cargo} toolchain
  toolchain=$(dirname "$(dirname "$(rustup which cargo)")")
  mkdir -p "$root/root/.cargo" "$root/root/.rustup/toolchains"
  cp -a "$cargo_home/bin" "$root/root/.cargo/"
  find "$cargo_home" -maxdepth 1 -name 'config*' -exec cp -t "$root/root/.cargo" {} +
  cp "${RUSTUP_HOME:-$HOME/.rustup}/settings.toml" "$root/root/.rustup/"
  tar -C "$(dirname "$toolchain")" --exclude=share/doc -c "$(basename "$toolchain")" | tar -x -C "$root/root/.rustup/toolchains"
}

# Where Maven takes jars from, when this user has said so.
copy_maven_settings() {
  [[ -f $HOME/.m2/settings.xml ]] || return 0
  install -D -m 600 "$HOME/.m2/settings.xml" "$1/root/.m2/settings.xml"
}

# in_root ROOT COMMAND: in the clone, with a stranger's environment
in_root() {
  local settings
  mapfile -t settings < <(env | grep -iE '^(https?_proxy|no_proxy|all_proxy|CARGO_(HTTP|NET|REGISTR|SOURCE)[A-Z_]*|MAVEN_(OPTS|ARGS))=' || true)
  chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 "PATH=/root/.cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    "${settings[@]}" /bin/bash -c "cd /root/peregrine && $2"
}

# Starts `make run`, waits for the health check (an hour at most), and stops it as Ctrl-C does.
prove_run() {
  local root=$1 started=$SECONDS group
  export -f in_root
  setsid bash -c "trap - INT; in_root $root 'make run'" &
  group=$!
  until curl -fsS -m 2 http://127.0.0.1:9501/healthz 2>/dev/null; do
    kill -0 "$group" 2>/dev/null || refuse 'make run ended before the server answered.'
    [[ $((SECONDS - started)) -lt 3600 ]] || { kill -TERM -- "-$group"; refuse 'make run: no answer within an hour.'; }
    sleep 1
  done
  echo
  say "make run: serves after $((SECONDS - started)) s"
  kill -INT -- "-$group"
  wait "$group" || true
  ! curl -fsS -m 2 http://127.0.0.1:9501/healthz >/dev/null 2>&1 || refuse 'the server still answers after Ctrl-C.'
}

timed() {
  local started=$SECONDS code=0
  in_root "$1" "$2" || code=$?
  say "$2: $((SECONDS - started)) s, status $code"
  return "$code"
}

inside() {
  local root=$1
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  if [[ -n ${2:-} ]]; then
    timed "$root" "$2"
  else
    prove_run "$root"
    timed "$root" 'make test'
  fi
}

if [[ ${1:-} == --inside ]]; then
  inside "$2" "${3:-}"
  exit
fi
[[ $(id -u) -eq 0 ]] || refuse 'needs root.'
for command in debootstrap rustup unshare curl; do
  command -v "$command" >/dev/null || refuse "$command is missing."
done
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bare-root.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
make_root "$work/root"
copy_rust "$work/root"
copy_maven_settings "$work/root"
git clone -q --no-local "$repository" "$work/root/root/peregrine"
say 'the root is ready'
unshare --mount --pid --fork --kill-child "$0" --inside "$work/root" "${1:-}"
