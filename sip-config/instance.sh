#!/usr/bin/env bash
# Writes what differs from one Asterisk to the next: ETC/local/*.conf, the only files this configuration leaves open.
# Called by asterisk.sh for a test instance and by the container at its start.
#
#   instance.sh secrets DIR      make DIR/ami-secret and DIR/phones, unless they are there
#   instance.sh local ETC        write ETC/local/*.conf from the environment; needs AMI_SECRET_FILE and PHONES_FILE,
#                                README.md lists the rest
#   instance.sh music FILE       write ten seconds of a 600 Hz tone as mu-law
set -euo pipefail

# Extensions that have a phone; pjsip.conf names the people.
PHONES="1001 1002 1003 1004 1005 1006"

main() {
    case "${1:-}" in
        secrets) write_secrets "${2:?where to?}" ;;
        local)   write_local "${2:?which configuration directory?}" ;;
        music)   write_music "${2:?which file?}" ;;
        *)       sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
}

write_secrets() {
    local dir=$1 phone
    mkdir -p "$dir"
    (
        umask 077
        [ -s "$dir/ami-secret" ] || random_word > "$dir/ami-secret"
        [ -s "$dir/phones" ] || for phone in $PHONES; do echo "$phone $(random_word)"; done > "$dir/phones"
    )
}

random_word() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; echo; }

write_local() {
    local out=$1/local
    mkdir -p "$out"
    local_manager > "$out/manager.conf"
    local_pjsip > "$out/pjsip.conf"
    local_rtp > "$out/rtp.conf"
    local_music > "$out/musiconhold.conf"
}

local_manager() {
    cat <<CONF
[ami-here](!)
bindaddr = ${AMI_BIND:-127.0.0.1}
port = ${AMI_PORT:-5038}

[santral-here](!)
secret = $(cat "${AMI_SECRET_FILE:?the file with the AMI secret}")
deny = 0.0.0.0/0.0.0.0
permit = ${AMI_PERMIT:-127.0.0.1/255.255.255.255}
CONF
}

# An instance that serves one machine keeps its media there too; one that serves a network leaves MEDIA_ADDRESS empty.
local_pjsip() {
    local phone password
    cat <<CONF
[udp-here](!)
bind = ${SIP_BIND:-127.0.0.1}:${SIP_PORT:-5060}
CONF
    if [ -n "${EXTERNAL_ADDRESS:-}" ]; then
        echo "external_signaling_address = $EXTERNAL_ADDRESS"
        echo "external_media_address = $EXTERNAL_ADDRESS"
        echo "local_net = ${LOCAL_NET:?the network that needs no EXTERNAL_ADDRESS}"
    fi
    printf '\n[media-here](!)\n'
    if [ -n "${MEDIA_ADDRESS-127.0.0.1}" ]; then
        echo "media_address = ${MEDIA_ADDRESS-127.0.0.1}"
        echo "bind_rtp_to_media_address = yes"
    fi
    cat <<CONF

[trunk-here](!)
match = ${TRUNK_MATCH:-127.0.0.2}

[trunk-out-here](!)
contact = sip:${TRUNK_CONTACT:-127.0.0.2:5060}
CONF
    while read -r phone password; do
        printf '\n[phone-%s](!)\npassword = %s\n' "$phone" "$password"
    done < "${PHONES_FILE:?the file with a line per phone: extension, password}"
}

local_rtp() {
    cat <<CONF
[rtp-here](!)
rtpstart = ${RTP_START:-20000}
rtpend = ${RTP_END:-20999}
CONF
}

local_music() {
    printf '[moh-here](!)\ndirectory = %s\n' "${MOH_DIR:-/var/lib/asterisk/moh}"
}

# G.711 mu-law by hand, so that no sound tool is needed. 600 Hz and 10 s: the loop closes without a click.
write_music() {
    perl -e '
        binmode STDOUT;
        for my $i (0 .. 79_999) {
            my $sample = int(8000 * sin(2 * 3.14159265358979 * 600 * $i / 8000));
            my $sign = $sample < 0 ? 0x80 : 0;
            my $level = abs($sample) + 0x84;
            my $segment = 7;
            $segment-- while $segment && !($level & (0x80 << $segment));
            print chr(~($sign | $segment << 4 | $level >> $segment + 3 & 15) & 255);
        }' > "$1"
}

main "$@"
