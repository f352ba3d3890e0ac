#!/usr/bin/env bash
# Makes the secrets docker-compose.yml asks for, once: .secrets/ami-secret, .secrets/phones and .env.
# Nothing that exists is touched. The directory is closed to others; the files in it are readable because a
# container's user, whose id the host does not know, has to read them.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p -m 700 .secrets
sip-config/instance.sh secrets .secrets
chmod 444 .secrets/*

if [ ! -e .env ]; then
    (
        umask 077
        cat > .env <<ENV
SANTRAL_DB_PASSWORD=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
# The one address calls may come in from: your provider's. 127.0.0.2 lets nobody call.
SANTRAL_TRUNK_ADDRESS=127.0.0.2
ENV
    )
fi
echo "ready: .secrets/ and .env; set SANTRAL_TRUNK_ADDRESS in .env, then: docker compose up --build"
