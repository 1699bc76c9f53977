#!/usr/bin/env bash
# add_domain_lite.sh DOMAIN_ID [MASTER_DOMAIN_ID]: adds a domain whose nodes enrol as lites here, and prints its unused deploy token alone.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia domain add-lite "$@"
