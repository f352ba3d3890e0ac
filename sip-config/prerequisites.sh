#!/usr/bin/env bash
# What the tests and the demo need beyond cargo and node, by Debian package name. Installs what is missing when
# it may, else says in one sentence what to install.
set -euo pipefail

# command | package
needs=(
    'mmdebstrap mmdebstrap'
    'sipp sip-tester'
    'chromium chromium'
    'chromedriver chromium-driver'
    'openssl openssl'
    'mariadb-install-db mariadb-server'
)

missing=()
for need in "${needs[@]}"; do
    command -v "${need% *}" >/dev/null 2>&1 || missing+=("${need#* }")
done
# PostgreSQL's server programs are not on the PATH.
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null 2>&1 || missing+=(postgresql)
[ "${#missing[@]}" -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "missing: ${missing[*]} (Debian package names); install them and try again" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "missing: ${missing[*]}; install them with: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
