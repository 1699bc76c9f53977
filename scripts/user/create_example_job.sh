#!/usr/bin/env bash
# create_example_job.sh [PSI|NSJAIL_PSI] [JOB_NAME] [--bandwidth KIB_PER_SECOND] [--output ID]: submits the two-party PSI job of the guides.
# The guides' limit between the parties is 100 KiB/s; --bandwidth 0 takes it away.
# The result is psi-output, or JOB_NAME-output when that is taken; --output names another one.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/kuscia.sh"
run_kuscia job example "$@"
