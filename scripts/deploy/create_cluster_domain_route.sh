#!/usr/bin/env bash
# create_cluster_domain_route.sh SOURCE DESTINATION ENDPOINT [TRANSIT_DOMAIN]: authorises the way from one domain of this control plane to another.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia route join "${@:1:3}" ${4:+-x "$4"}
