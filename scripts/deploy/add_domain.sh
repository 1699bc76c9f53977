#!/usr/bin/env bash
# add_domain.sh DOMAIN_ID [ROLE] [PROTOCOL] [MASTER_DOMAIN]: registers a domain whose certificate lies in var/certs/DOMAIN_ID.domain.crt.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia domain add "$@"
