#!/usr/bin/env bash
# What the Asterisk container does at its start: say where this one lives, then become Asterisk.
set -euo pipefail

asterisk -V
"$(dirname "$0")/instance.sh" local /etc/asterisk
exec asterisk -f -n
