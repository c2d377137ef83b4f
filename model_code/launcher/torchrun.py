"""The command line of torchrun (`python -m torch.distributed.run`) for this host.

https://docs.pytorch.org/docs/stable/elastic/run.html
"""

import sys
from collections.abc import Sequence

from launcher.devices import Devices
from launcher.hosts import Hosts

SHUTDOWN_SECONDS = 110
"""From SIGTERM to SIGKILL for a step and its checkpoint, ten less than SageMaker waits (launcher/process.py).

By a variable: PyTorch knows it since 2.12, as it does --shutdown-timeout, at which an older one ends with an
error; older ones, such as AWS's containers of 2.10, kill after 30 s (github.com/pytorch/pytorch/pull/172596).
"""
PORT = 29_400
"""Of the first host, where the others find it; inside the cluster, never outside."""


def command(
    *, hosts: Hosts, devices: Devices, script: str, arguments: Sequence[str] = (), port: int = PORT
) -> list[str]:
    """Return the words; a dead process ends the whole job, as a job starts anew from its last checkpoint."""
    words = ["env", f"TORCH_ELASTIC_SHUTDOWN_TIMEOUT={SHUTDOWN_SECONDS}"]
    words += [sys.executable, "-m", "torch.distributed.run", f"--nnodes={hosts.count}"]
    words += [f"--nproc-per-node={devices.count}", "--max-restarts=0"]
    if hosts.count == 1:
        words += ["--standalone"]
    else:
        words += [f"--node-rank={hosts.rank}", f"--master-addr={hosts.first}", f"--master-port={port}"]
    return [*words, script, *arguments]
