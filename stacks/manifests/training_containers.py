"""The containers of a training's pods: what brings the rows, what keeps the checkpoints, what trains."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks.manifests.devices import Devices
from stacks.manifests.pod import CONTAINER_SECURITY, amounts, variables

PORT = 29_400
"""Where the first pod's torchrun listens (model_code/launcher/torchrun.py)."""
BASE = "/opt/ml"
FOLDERS = {"code": f"{BASE}/code", "train": f"{BASE}/input/data/train", "test": f"{BASE}/input/data/test"}
WHEELS, CHECKPOINTS, MODEL = f"{BASE}/wheels", f"{BASE}/checkpoints", f"{BASE}/model"
PROGRAM = "/opt/program/s3_files.py"
RUN = "LAB2API_RUN"
"""The Job's uid, which Kubernetes writes on each of its pods; `$(LAB2API_RUN)` in a command becomes it
(Kubernetes documentation, Jobs, and dependent environment variables)."""
RUN_LABEL = "batch.kubernetes.io/controller-uid"
MOUNTS = [
    {"name": "work", "mountPath": BASE},
    {"name": "scratch", "mountPath": "/tmp"},  # noqa: S108 - a volume of the pod's own
]


@dataclass(frozen=True, kw_only=True)
class TrainingJob:
    """What is trained on what; `inputs` are S3 addresses of `code`, `train` and `test`.

    Below `checkpoints` and `output`, which end in a slash, each run has a folder of its own, named by RUN: a
    second training, on other rows or with other code, finds nothing of the first.
    """

    image: str
    tools_image: str
    inputs: Mapping[str, str]
    wheels: str
    checkpoints: str
    output: str
    hyperparameters: Mapping[str, str]
    machines: int
    devices: Devices
    cpus: float
    memory_mb: int
    disk_mib: int
    seconds: int


def fetch(job: TrainingJob) -> dict[str, Any]:
    """Bring code, rows, libraries, and the checkpoints that an earlier try has left."""
    pairs = [word for name, folder in FOLDERS.items() for word in (job.inputs[name], folder)]
    words = [*pairs, job.wheels, WHEELS, _of_run(job.checkpoints), CHECKPOINTS]
    return _tool("fetch", job, "fetch", *words)


def mirror(job: TrainingJob) -> dict[str, Any]:
    """Keep the first pod's checkpoints in S3 while training goes on and, at the end, its model as an archive.

    A sidecar: an init container that is restarted always ends after the others (Kubernetes 1.33, stable).
    """
    words = ("keep", CHECKPOINTS, _of_run(job.checkpoints), MODEL, _of_run(job.output))
    return _tool("mirror", job, *words) | {"restartPolicy": "Always"}


def train(name: str, job: TrainingJob) -> dict[str, Any]:
    """Ask for all devices, and for no huge pages, which EFA is told to do without.

    Karpenter knows none, so that a pod that asks for them waits for ever (aws/karpenter-provider-aws#3315).
    """
    return {
        "name": "train",
        "image": job.image,
        "command": ["/bin/sh", "-ec", _command()],
        "env": variables(
            {
                "LAB2API_HOSTS": str(job.machines),
                "LAB2API_FIRST_HOST": f"{name}-0.{name}",
                "LAB2API_PORT": str(PORT),
                "SM_HPS": json.dumps(dict(job.hyperparameters), sort_keys=True),
                # The image is read-only: what is compiled is kept in the scratch folder.
                "HOME": "/tmp",  # noqa: S108
                "PYTHONPATH": f"{BASE}/libraries",
            }
        ),
        "ports": [{"name": "rendezvous", "containerPort": PORT, "protocol": "TCP"}],
        "resources": amounts(cpus=job.cpus, memory_mb=job.memory_mb, devices=job.devices.resources),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [*MOUNTS, {"name": "shared-memory", "mountPath": "/dev/shm"}],  # noqa: S108
    }


def _of_run(folder: str) -> str:
    return f"{folder}$({RUN})/"


def _tool(name: str, job: TrainingJob, *words: str) -> dict[str, Any]:
    return {
        "name": name,
        "image": job.tools_image,
        "command": ["python", PROGRAM, *words],
        "env": [{"name": RUN, "valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{RUN_LABEL}']"}}}],
        "resources": amounts(cpus=0.5, memory_mb=1_024, devices={}),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": MOUNTS,
    }


def _command() -> str:
    """Install the locked libraries from their wheels, then start the same launcher as SageMaker's job."""
    lock = f"{FOLDERS['code']}/requirements-text.lock"
    install = (
        f"--no-index --find-links {WHEELS} --require-hashes --target {BASE}/libraries --requirement {lock}"
    )
    return (
        f"python3 -m pip install --quiet {install} && exec python3 {FOLDERS['code']}/launch_text_training.py"
    )
