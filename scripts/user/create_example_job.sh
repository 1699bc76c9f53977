#!/usr/bin/env bash
# create_example_job.sh [PSI|NSJAIL_PSI] [JOB_NAME]: submits the two-party PSI job of the guides.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia job example "$@"
