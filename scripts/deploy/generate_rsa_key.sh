#!/usr/bin/env bash
# generate_rsa_key.sh: prints a fresh RSA-2048 key as one line of base64.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
key=$(run_kuscia key generate)
printf "\033[32mGenerated RSA key:\033[0m\n\n%s\n\n" "$key"
