#!/usr/bin/env python3
"""Start train_text.py once a device, on every host of the job: what containers run, in AWS and elsewhere.

SageMaker tells the hosts in input/config/resourceconfig.json below /opt/ml (SAGEMAKER_BASE_DIR moves it), AWS
Batch and Kubernetes by variables (launcher/hosts.py). The script to start can be named, with its arguments.
Exit status: 0; 143 (128 and the signal) when told to stop; 3 when the script has left output/lasting beside
output/failure, which says that another try would fail alike; else torchrun's, which is 1. Where a process
dies without leaving a reason, output/failure says which status torchrun left with.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from launcher.devices import devices
from launcher.hosts import Hosts
from launcher.interconnect import variables
from launcher.process import FORWARDED, run
from launcher.torchrun import PORT, command

SCRIPT = Path(__file__).with_name("train_text.py")
STOPPED = tuple(128 + number for number in FORWARDED)
LASTING_STATUS = 3
"""Do not try again: a Kubernetes Job ends at it. SageMaker and AWS Batch repeat no failure of any status."""


def main(arguments: Sequence[str]) -> int:
    """Run the job on this host; returns the exit status."""
    base = Path(os.environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml")
    hosts, found = Hosts.of_job(base=base, environment=os.environ), devices(os.environ)
    script, *rest = arguments or [str(SCRIPT)]
    port = int(os.environ.get("LAB2API_PORT") or PORT)
    words = command(hosts=hosts, devices=found, script=script, arguments=rest, port=port)
    added = variables(hosts=hosts, devices=found, environment=os.environ)
    print(f"host {hosts.rank} of {hosts.count}: {found.count} x {found.kind}; {added}", flush=True)
    lasting = base / "output/lasting"
    lasting.unlink(missing_ok=True)
    status = run(words, environment={**os.environ, **added})
    if not status or status in STOPPED:
        return status
    _leave_reason(base / "output/failure", status)
    return LASTING_STATUS if lasting.is_file() else status


def _leave_reason(failure: Path, status: int) -> None:
    """Keep the reason that the script gave, if it did."""
    if not failure.is_file():
        failure.parent.mkdir(parents=True, exist_ok=True)
        failure.write_text(f"torchrun ended with status {status}; its log has the reason", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
