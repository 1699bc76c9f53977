#!/usr/bin/env bash
# create_domaindata_alice_table.sh DOMAIN_ID: registers the sample table alice.csv.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia data sample alice "$@"
