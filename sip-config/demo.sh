#!/usr/bin/env bash
# The product to try: a real Asterisk, Santral with a few hundred customers, phones that answer, callers that arrive.
#
#   sip-config/demo.sh [--release] [--port N] [--customers N] [--every SECONDS] [--built DIR]
#
# --built: build nothing, take the programs from cargo's output directory DIR (tests do).
# Needs cargo and node; Asterisk comes by Docker where an engine runs, else as Debian's own package without one.
# Ctrl-C ends it and removes all it made but what was built: target/, web-widget/dist, and Asterisk's file tree
# below ~/.cache/santral.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/.." && pwd)
# login:extension:name, as catalog.toml and pjsip.conf have them
AGENTS_AT_WORK=("mehmet:1002:Mehmet Kaya" "ayse:1003:Ayşe Yılmaz" "sukru:1005:Şükrü Öz" "elif:1006:Elif Çelik")
AGENTS_FOR_YOU=("zeynep:1001:Zeynep Arslan" "deniz:1004:Deniz Şahin")
SUPERVISOR=sef
IMAGE=santral-demo-asterisk

BUILT='' PORT='' CUSTOMERS=300 EVERY=9 PROFILE=debug BUILD_FLAGS=()
RUN='' PBX='' CONTAINER='' SANTRAL_PID='' PEOPLE_PID=''

main() {
    read_options "$@"
    need_tools
    trap 'leave 130' INT
    trap 'leave 143' TERM HUP
    trap 'leave $?' EXIT
    [ -n "$BUILT" ] || build
    SANTRAL=$BUILT/santral PEOPLE=$BUILT/examples/demo
    mkdir -p "$ROOT/.demo"
    RUN=$(mktemp -d "$ROOT/.demo/run-XXXXXX")
    start_asterisk
    start_santral
    start_people
    welcome
    stay
}

read_options() {
    while [ $# -gt 0 ]; do
        case "$1" in
            --release)   PROFILE=release BUILD_FLAGS=(--release); shift ;;
            --built)     BUILT=${2:?}; shift 2 ;;
            --port)      PORT=${2:?}; shift 2 ;;
            --customers) CUSTOMERS=${2:?}; shift 2 ;;
            --every)     EVERY=${2:?}; shift 2 ;;
            *)           sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        esac
    done
}

say() { echo "demo: $*"; }
fail() { echo "demo: $*" >&2; exit 1; }

# One sentence says what is missing.
need_tools() {
    [ "$(uname -s)" = Linux ] || fail "this needs Linux, since every phone has a loopback address of its own; elsewhere use docker-compose.yml"
    if [ -z "$BUILT" ]; then
        command -v cargo > /dev/null || fail "cargo is missing: install Rust 1.95 or newer"
        command -v npm > /dev/null || fail "npm is missing: install Node.js 20.19 or newer"
    fi
    has_docker || command -v apt-get > /dev/null \
        || fail "neither a Docker engine nor apt-get is here, and Asterisk comes by one of them"
}

has_docker() { command -v docker > /dev/null && docker info > /dev/null 2>&1; }

# ------------------------------------------------------------------ building

build() {
    if [ ! -e "$ROOT/web-widget/dist/console.html" ]; then
        say "building the pages"
        (cd "$ROOT/web-widget" && { [ -d node_modules ] || npm ci --no-audit --no-fund --silent; } && npm run --silent build > /dev/null)
    fi
    say "building Santral (some minutes the first time)"
    (cd "$ROOT" && cargo build --locked --quiet ${BUILD_FLAGS[@]+"${BUILD_FLAGS[@]}"} --bin santral --example demo)
    BUILT=$(cd "$ROOT" && cargo metadata --locked --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/$PROFILE
}

# ------------------------------------------------------------------ Asterisk

start_asterisk() {
    PBX=$RUN/pbx
    AMI_PORT=$(free_tcp 15038) SIP_PORT=$(free_udp 15060)
    if has_docker; then start_in_docker; else
        "$HERE/asterisk.sh" up "$PBX" --ami-port "$AMI_PORT" --sip-port "$SIP_PORT" --rtp-start 20000 --owner $$
    fi
}

# On the host's network: phones and callers are told apart by their loopback addresses.
start_in_docker() {
    say "building Asterisk's image"
    docker build --quiet --tag "$IMAGE" "$HERE" > /dev/null
    "$HERE/instance.sh" secrets "$PBX"
    # The container's user is not this one; the directory above stays closed.
    chmod 700 "$RUN" && chmod 755 "$PBX" && chmod 444 "$PBX"/*
    CONTAINER=$(docker run --detach --rm --network host --volume "$PBX:/run/secrets:ro" \
        --env AMI_PORT="$AMI_PORT" --env SIP_PORT="$SIP_PORT" \
        --env AMI_SECRET_FILE=/run/secrets/ami-secret --env PHONES_FILE=/run/secrets/phones "$IMAGE")
    cat > "$PBX.env" <<ENV
SANTRAL__PBX__MERKEZ__HOST=127.0.0.1
SANTRAL__PBX__MERKEZ__PORT=$AMI_PORT
SANTRAL__PBX__MERKEZ__USERNAME=santral
SANTRAL__PBX__MERKEZ__SECRET_FILE=$PBX/ami-secret
ENV
    # Its readiness is Santral's to see; only that it lives is looked at here.
    wait_for "Asterisk's container answers" tcp_answers "$AMI_PORT"
}

free_tcp() {
    local port=$1
    while tcp_answers "$port"; do port=$((port + 1)); done
    echo "$port"
}

free_udp() {
    local port=$1
    while grep -qi "$(printf ':%04X ' "$port")" /proc/net/udp; do port=$((port + 1)); done
    echo "$port"
}

tcp_answers() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# ------------------------------------------------------------------ Santral

start_santral() {
    local agent login extension name
    HTTP_PORT=${PORT:-$(free_tcp 8088)}
    ! tcp_answers "$HTTP_PORT" || fail "port $HTTP_PORT is taken; choose another --port"
    set -a
    # shellcheck source=/dev/null
    if [ -n "$CONTAINER" ]; then . "$PBX.env"; else . "$PBX/santral.env"; fi
    set +a
    export SANTRAL__STORE__URL=sqlite:$RUN/santral.db SANTRAL__HTTP__LISTEN=127.0.0.1:$HTTP_PORT
    cd "$RUN"
    "$SANTRAL" apply "$HERE/catalog.toml" > apply.log
    "$SANTRAL" sample --customers "$CUSTOMERS" > /dev/null
    (umask 077; : > agents; : > logins)
    for agent in "${AGENTS_AT_WORK[@]}"; do
        IFS=: read -r login extension name <<< "$agent"
        echo "$login $extension $(add_user "$login" --name "$name")" >> agents
    done
    for agent in "${AGENTS_FOR_YOU[@]}"; do
        IFS=: read -r login extension name <<< "$agent"
        echo "$login $extension" >> agents
        echo "$login $(add_user "$login" --name "$name")" >> logins
    done
    echo "$SUPERVISOR $(add_user "$SUPERVISOR" --name "Selin Koç" --role supervisor)" >> logins
    "$SANTRAL" serve > santral.log 2>&1 < /dev/null &
    SANTRAL_PID=$!
    wait_for "Santral serves" serves
    # Should this script be killed outright, Santral does not stay behind.
    watch_over "$SANTRAL_PID"
}

# Prints the password made up for her.
add_user() { "$SANTRAL" user add "$@" | sed -n 's/^[^:]*: \([^ ]*\).*/\1/p'; }

serves() {
    kill -0 "$SANTRAL_PID" 2> /dev/null || fail "Santral ended: $(tail -n 3 "$RUN/santral.log")"
    exec 3<> "/dev/tcp/127.0.0.1/$HTTP_PORT" || return 1
    printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
    grep -q '^HTTP/1.1 200' <&3
} 2> /dev/null

# The people hold the other end of this script's pipe, and end when it does.
start_people() {
    mkfifo "$RUN/alive"
    "$PEOPLE" --pages "127.0.0.1:$HTTP_PORT" --sip "127.0.0.1:$SIP_PORT" --phones "$PBX/phones" \
        --agents "$RUN/agents" --customers "$CUSTOMERS" --every-s "$EVERY" < "$RUN/alive" > /dev/null 2> "$RUN/people.log" &
    PEOPLE_PID=$!
    exec 9> "$RUN/alive"
}

watch_over() {
    (
        trap '' INT
        while kill -0 $$ 2> /dev/null && kill -0 "$1" 2> /dev/null; do sleep 1; done
        kill -TERM "$1" 2> /dev/null || true
    ) > /dev/null 2>&1 < /dev/null 9>&- &
}

wait_for() {
    local what=$1 n
    shift
    for ((n = 0; n < 300; n++)); do
        "$@" && return 0
        sleep 0.1
    done
    fail "waited in vain until $what; see $RUN"
}

# ------------------------------------------------------------------ being there, and leaving

welcome() {
    local login password page
    echo
    echo "  Santral is at work. A caller arrives every $EVERY seconds or so."
    echo
    while read -r login password; do
        page=http://127.0.0.1:$HTTP_PORT/
        [ "$login" != "$SUPERVISOR" ] || page+=board
        printf '    %-30s sign in as %-8s password %s\n' "$page" "$login" "$password"
    done < "$RUN/logins"
    cat <<TEXT

  zeynep and deniz wait for you: sign in, choose "Hazır" (Ready), and see who is calling while the phone rings.
  The phone answers by itself after six seconds; hang up on the page, then write up. $SUPERVISOR sees the board.
  Two people at once: use a second browser profile. Logs: $RUN
  Ctrl-C ends it.

TEXT
}

stay() {
    while kill -0 "$SANTRAL_PID" 2> /dev/null && kill -0 "$PEOPLE_PID" 2> /dev/null; do
        sleep 1 &
        wait $! || true
    done
    fail "something ended by itself: $(tail -n 3 "$RUN/santral.log" "$RUN/people.log" 2> /dev/null)"
}

leave() {
    local status=$1
    trap '' INT TERM HUP
    trap - EXIT
    [ -z "$RUN" ] || echo
    exec 9>&- 2> /dev/null || true
    stop "$PEOPLE_PID"
    stop "$SANTRAL_PID"
    [ -z "$CONTAINER" ] || docker stop --time 2 "$CONTAINER" > /dev/null 2>&1 || true
    if [ -n "$PBX" ] && [ -z "$CONTAINER" ]; then "$HERE/asterisk.sh" down "$PBX" > /dev/null 2>&1 || true; fi
    if [ -n "$RUN" ]; then
        cd "$ROOT"
        rm -rf "$RUN"
        rmdir --ignore-fail-on-non-empty "$ROOT/.demo"
        say "all gone"
    fi
    [ "$status" != 130 ] || status=0
    exit "$status"
}

stop() {
    local n
    [ -n "$1" ] || return 0
    kill -TERM "$1" 2> /dev/null || return 0
    for ((n = 0; n < 100; n++)); do
        kill -0 "$1" 2> /dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$1" 2> /dev/null || true
}

main "$@"
