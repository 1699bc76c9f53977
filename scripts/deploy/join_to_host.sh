#!/usr/bin/env bash
# join_to_host.sh SELF_DOMAIN_ID HOST_DOMAIN_ID HOST_ENDPOINT [options]: authorises the way from this domain to a partner.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia route join "$@"
