#!/usr/bin/env bash
# Brings up a real Asterisk with this configuration, on loopback, without root and without Docker if need be.
#
#   asterisk.sh up DIR --ami-port N --sip-port N --rtp-start N [--root ROOT] [--trunk-out HOST:PORT] [--owner PID]
#   asterisk.sh down DIR         stop it, wait until it is gone, remove what `up` made (the logs too)
#   asterisk.sh kill DIR         SIGKILL, as a crash would
#   asterisk.sh restart DIR      same ports, secrets and registrations; also after kill
#   asterisk.sh root [ROOT]      only build the file tree that instances run from
#
# After `up`, DIR holds: ami-secret, phones (a line each: extension, password), santral.env (settings for Santral),
# pid, and tree/ (etc, log, run, spool, lib of the instance). Media takes RTP ports N to N+999.
# With --owner the instance stops by itself when that process is gone, so a killed test leaves nothing behind.
# ROOT is made once from this machine's own Debian mirror, below ${XDG_CACHE_HOME:-~/.cache}/santral.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DEFAULT_ROOT=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/santral/asterisk-root
OLDEST_MAJOR=22
PACKAGES=asterisk,asterisk-core-sounds-en-gsm
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
RTP_PORTS=1000
START_SECONDS=20
STOP_SECONDS=10

main() {
    local command=${1:-}
    [ $# -eq 0 ] || shift
    case "$command" in
        up)      up "$@" ;;
        down)    down "${1:?which DIR?}" ;;
        kill)    kill_hard "${1:?which DIR?}" ;;
        restart) restart "${1:?which DIR?}" ;;
        root)    build_root "${1:-$DEFAULT_ROOT}" ;;
        *)       usage ;;
    esac
}

usage() { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
say() { echo "asterisk: $*"; }
fail() { echo "asterisk: $*" >&2; exit 1; }

# ------------------------------------------------------------------ commands

up() {
    read_options "$@"
    ! is_running || fail "$DIR already runs as pid $(pid); stop it with: $0 down $DIR"
    build_root "$ROOT"
    print_version
    make_instance
    start
}

read_options() {
    DIR=$(realpath -m "${1:?which DIR?}"); shift
    ROOT=$DEFAULT_ROOT AMI_PORT='' SIP_PORT='' RTP_START='' TRUNK_CONTACT=127.0.0.2:5060 OWNER=''
    while [ $# -gt 0 ]; do
        case "$1" in
            --ami-port)  AMI_PORT=${2:?} ;;
            --sip-port)  SIP_PORT=${2:?} ;;
            --rtp-start) RTP_START=${2:?} ;;
            --root)      ROOT=$(realpath -m "${2:?}") ;;
            --trunk-out) TRUNK_CONTACT=${2:?} ;;
            --owner)     OWNER=${2:?} ;;
            *)           usage ;;
        esac
        shift 2
    done
    if [ -z "$AMI_PORT" ] || [ -z "$SIP_PORT" ] || [ -z "$RTP_START" ]; then usage; fi
}

down() {
    [ -e "$1/instance" ] || { say "nothing runs in $1"; return; }
    load "$1"
    if is_running; then
        kill -TERM "$(pid)" 2>/dev/null || true
        wait_gone $((STOP_SECONDS * 20)) || kill -KILL "$(pid)" 2>/dev/null || true
        wait_gone 100 || fail "pid $(pid) does not go away"
        say "stopped pid $(pid)"
    else
        say "not running"
    fi
    rm -rf "$ROOT$INSTANCE" "$DIR"/{tree,pid,instance,ami-secret,phones,santral.env}
    rmdir --ignore-fail-on-non-empty "$DIR"
}

kill_hard() {
    load "$1"
    is_running || fail "$DIR does not run"
    kill -KILL "$(pid)"
    wait_gone 100 || fail "pid $(pid) does not go away"
    say "killed pid $(pid)"
}

restart() {
    load "$1"
    if is_running; then
        kill -TERM "$(pid)"
        wait_gone $((STOP_SECONDS * 20)) || fail "pid $(pid) does not stop"
    fi
    start
}

# ------------------------------------------------------------------ the file tree instances run from

# Unpacked and not installed: no package script runs, so it needs neither root nor a user-id range.
build_root() {
    local root=$1 part mode=root
    [ ! -x "$root/usr/sbin/asterisk" ] || return 0
    mkdir -p "$(dirname "$root")" || fail "cannot create $(dirname "$root")"
    exec 9> "$root.lock"
    flock 9
    [ ! -x "$root/usr/sbin/asterisk" ] || return 0
    need_mmdebstrap
    part=$root.part.$$
    [ "$(id -u)" = 0 ] || mode=chrootless
    say "building $root from $(mirror) (once, about half a minute)"
    # A frozen mirror carries a Release file past its date; its signature is still checked.
    http_proxy=${http_proxy:-$(apt-config dump --format '%v%n' Acquire::http::Proxy)} \
        mmdebstrap --quiet --mode="$mode" --variant=extract --include="$PACKAGES" \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        sid "$part" "deb [signed-by=$KEYRING] $(mirror) sid main" >&2 \
        || { rm -rf "$part"; fail "mmdebstrap could not unpack asterisk from $(mirror), see above"; }
    finish_root "$part"
    mv -T "$part" "$root"
    exec 9>&-
}

# Links a package script would have made; texts nobody reads here go.
finish_root() {
    local root=$1 name
    for name in bin sbin lib lib64; do
        [ ! -d "$root/usr/$name" ] || [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"
    done
    for name in "$root"/usr/share/asterisk/sounds/en_*; do
        [ -e "$root/usr/share/asterisk/sounds/en" ] || ln -s "$(basename "$name")" "$root/usr/share/asterisk/sounds/en"
    done
    rm -rf "$root"/usr/share/{doc,man,info,locale} "$root"/var/cache/apt "$root"/var/lib/apt/lists
    mkdir -p "$root/srv"
}

need_mmdebstrap() {
    command -v apt-get > /dev/null || fail "this needs a Debian machine (apt-get is missing); with Docker, use docker-compose.yml"
    [ -r "$KEYRING" ] || fail "install debian-archive-keyring first: apt-get install debian-archive-keyring"
    [ -n "$(mirror)" ] || fail "no Debian mirror is configured for apt here, and Asterisk is taken from one"
    command -v mmdebstrap > /dev/null && return
    [ "$(id -u)" = 0 ] || fail "install mmdebstrap first: sudo apt-get install mmdebstrap"
    say "installing mmdebstrap"
    apt-get install -y -qq --no-install-recommends mmdebstrap > /dev/null 2>&1 \
        || { apt-get update -qq && apt-get install -y -qq --no-install-recommends mmdebstrap > /dev/null; } \
        || fail "apt-get could not install mmdebstrap"
}

# The machine's own: the first site apt takes Debian packages from, security archive aside.
mirror() {
    # shellcheck disable=SC2016 # apt fills these in
    apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(SITE)' 'Created-By: Packages' \
        | awk '$1 == "Debian" && $2 !~ /security/ { print $3; exit }'
}

print_version() {
    local version major
    version=$(in_root /usr/sbin/asterisk -V 2>&1) || fail "$(cannot_start "$version")"
    major=${version#Asterisk }
    major=${major%%[.+~-]*}
    if ! [[ $major =~ ^[0-9]+$ ]] || [ "$major" -lt "$OLDEST_MAJOR" ]; then
        fail "found '$version' in $ROOT, but Santral needs Asterisk $OLDEST_MAJOR or newer"
    fi
    say "$version"
}

cannot_start() {
    if [ "$(id -u)" = 0 ]; then echo "cannot run Asterisk in $ROOT: $1"
    else echo "cannot run Asterisk in $ROOT; as a plain user this needs unprivileged user namespaces: $1"
    fi
}

# ------------------------------------------------------------------ one instance

# The instance lies below ROOT because that is all it sees; the name is derived so two DIRs never share one.
place() { INSTANCE=/srv/$(basename "$DIR")-$(printf %s "$DIR" | cksum | cut -d' ' -f1); }

make_instance() {
    place
    free_ports
    local tree=$ROOT$INSTANCE
    rm -rf "$tree"
    mkdir -p "$DIR" "$tree"/{etc,run,cache,log,lib/moh,spool/monitor} || fail "cannot write below $ROOT/srv"
    ln -sfn "$tree" "$DIR/tree"
    rm -f "$DIR/ami-secret" "$DIR/phones"
    "$HERE/instance.sh" secrets "$DIR"
    cp "$HERE"/*.conf "$tree/etc/"
    AMI_PORT=$AMI_PORT SIP_PORT=$SIP_PORT RTP_START=$RTP_START RTP_END=$((RTP_START + RTP_PORTS - 1)) \
        TRUNK_CONTACT=$TRUNK_CONTACT AMI_SECRET_FILE=$DIR/ami-secret PHONES_FILE=$DIR/phones \
        MOH_DIR=$INSTANCE/lib/moh "$HERE/instance.sh" local "$tree/etc"
    "$HERE/instance.sh" music "$tree/lib/moh/tone600.ulaw"
    directories > "$tree/asterisk.conf"
    santral_env > "$DIR/santral.env"
    own_tree "$tree"
    printf '%s\n' "ROOT='$ROOT'" "INSTANCE='$INSTANCE'" "AMI_PORT=$AMI_PORT" "SIP_PORT=$SIP_PORT" "OWNER='$OWNER'" > "$DIR/instance"
}

# As root the instance runs as nobody, who may read its configuration and write its own state.
own_tree() {
    [ "$(id -u)" = 0 ] || return 0
    chown -R 65534:65534 "$1"
    chmod 700 "$1"
}

directories() {
    local modules
    modules=$(echo "$ROOT"/usr/lib/*/asterisk/modules)
    cat <<CONF
[directories]
astetcdir => $INSTANCE/etc
astmoddir => ${modules#"$ROOT"}
astvarlibdir => $INSTANCE/lib
astdbdir => $INSTANCE/lib
astkeydir => $INSTANCE/lib
astdatadir => /usr/share/asterisk
astagidir => /usr/share/asterisk/agi-bin
astspooldir => $INSTANCE/spool
astcachedir => $INSTANCE/cache
astrundir => $INSTANCE/run
astlogdir => $INSTANCE/log

#include $INSTANCE/etc/asterisk.conf
CONF
}

santral_env() {
    cat <<ENV
SANTRAL__PBX__MERKEZ__HOST=127.0.0.1
SANTRAL__PBX__MERKEZ__PORT=$AMI_PORT
SANTRAL__PBX__MERKEZ__USERNAME=santral
SANTRAL__PBX__MERKEZ__SECRET_FILE=$DIR/ami-secret
ENV
}

free_ports() {
    ! tcp_answers "$AMI_PORT" || fail "TCP port $AMI_PORT is taken; choose another --ami-port"
    ! grep -qi "$(printf ':%04X ' "$SIP_PORT")" /proc/net/udp || fail "UDP port $SIP_PORT is taken; choose another --sip-port"
}

tcp_answers() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

load() {
    DIR=$(realpath -m "$1")
    [ -r "$DIR/instance" ] || fail "$DIR holds no instance"
    # shellcheck source=/dev/null
    . "$DIR/instance"
}

# ------------------------------------------------------------------ the process

in_root() { enter; "${ENTER[@]}" "$@"; }

# How to get into ROOT as somebody without rights, in ENTER.
enter() {
    if [ "$(id -u)" = 0 ]; then ENTER=(chroot --userspec=65534:65534 "$ROOT")
    else ENTER=(unshare --user --map-root-user --root="$ROOT")
    fi
}

# In a session of its own: Ctrl-C in a terminal reaches the caller, who decides what stops.
start() {
    enter
    setsid "${ENTER[@]}" /usr/sbin/asterisk -f -n -C "$INSTANCE/asterisk.conf" \
        > "$ROOT$INSTANCE/log/stdout" 2>&1 < /dev/null 9>&- &
    printf '%s\n' "$!" "$(started_at "$!")" > "$DIR/pid"
    wait_booted
    [ -z "$OWNER" ] || watch_owner
    say "up, pid $(pid), AMI 127.0.0.1:$AMI_PORT, SIP 127.0.0.1:$SIP_PORT, log $DIR/tree/log"
}

# The port opens before Asterisk is ready; FullyBooted tells when it is.
wait_booted() {
    local deadline=$((SECONDS + START_SECONDS))
    while [ "$SECONDS" -lt "$deadline" ]; do
        is_running || fail "it died at start: $(last_words)"
        ! fully_booted || return 0
        sleep 0.05
    done
    kill -KILL "$(pid)" 2>/dev/null || true
    fail "not ready after $START_SECONDS s: $(last_words)"
}

fully_booted() {
    # shellcheck disable=SC2016 # for the inner shell
    timeout 2 bash -c '
        exec 3<> "/dev/tcp/127.0.0.1/$1"
        printf "Action: Login\r\nUsername: santral\r\nSecret: %s\r\n\r\n" "$(cat "$2")" >&3
        while read -r line <&3; do [[ $line != "Event: FullyBooted"* ]] || exit 0; done
        exit 1' _ "$AMI_PORT" "$DIR/ami-secret" 2> /dev/null
}

last_words() { grep -hE 'ERROR|WARNING|^[^[]' "$ROOT$INSTANCE/log/stdout" 2> /dev/null | tail -n 5; }

watch_owner() {
    local asterisk owner_start
    asterisk=$(pid) owner_start=$(started_at "$OWNER")
    (
        while is_running && [ "$(pid)" = "$asterisk" ] && [ "$(started_at "$OWNER")" = "$owner_start" ]; do sleep 1; done
        if is_running && [ "$(pid)" = "$asterisk" ]; then down "$DIR"; fi
    ) > /dev/null 2>&1 < /dev/null 9>&- &
}

pid() { head -n 1 "$DIR/pid" 2> /dev/null; }

# A pid comes round again; together with its start time it names one process.
is_running() {
    local pid started
    { read -r pid; read -r started; } 2> /dev/null < "$DIR/pid" || return 1
    [ -n "$started" ] && [ "$(started_at "$pid")" = "$started" ]
}

started_at() { sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | awk '$1 != "Z" { print $20 }'; }

wait_gone() {
    local n
    for ((n = 0; n < $1; n++)); do is_running || return 0; sleep 0.05; done
    return 1
}

main "$@"
