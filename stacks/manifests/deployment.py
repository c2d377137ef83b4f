"""A model's pods: the model is fetched, then served; a new version takes over without a lost request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stacks.manifests.devices import Devices
from stacks.manifests.manifest import NAME_LABEL, Manifest, manifest
from stacks.manifests.pod import (
    AWS_SERVER_SECURITY,
    CONTAINER_SECURITY,
    POD_SECURITY,
    amounts,
    empty_folder,
    variables,
)

MODEL_FOLDER = "/opt/ml/model"
SCRATCH_MIB = 512
MODEL_MIB = 10_240
"""Also the scratch space of AWS's servers: TorchServe packs and unpacks the model once more below /tmp."""
DRAIN_SECONDS = 35
"""After a pod is told to end: until the load balancer has heard of it, and the last request is answered."""
GRACE_SECONDS = DRAIN_SECONDS + 30
GIVE_UP_SECONDS = 840
"""For a new version, a new machine and its image of some 20 GB included; the function has 900."""


@dataclass(frozen=True, kw_only=True)
class ServedPod:
    """What a pod runs: addresses of images, the artifact in S3, and how much of a machine.

    `ours` is the project's image; AWS's containers for accelerators must be root inside themselves.
    """

    image: str
    ours: bool
    tools_image: str
    model_data_url: str
    version: str
    cpus: float
    memory_mb: int
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    devices: Devices | None = None


def deployment(name: str, *, namespace: str, pod: ServedPod) -> Manifest:
    """Say no number of replicas: that is the autoscaler's, and applying again must not take it back."""
    labels = {NAME_LABEL: name}
    return manifest(
        "apps/v1",
        "Deployment",
        name=name,
        namespace=namespace,
        spec={
            "selector": {"matchLabels": labels},
            "progressDeadlineSeconds": GIVE_UP_SECONDS,
            "revisionHistoryLimit": 3,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "serviceAccountName": name,
                    "automountServiceAccountToken": False,
                    "enableServiceLinks": False,
                    "terminationGracePeriodSeconds": GRACE_SECONDS,
                    "securityContext": POD_SECURITY,
                    "topologySpreadConstraints": [_spread(labels, key) for key in SPREAD],
                    **(pod.devices.placement if pod.devices else {}),
                    "initContainers": [_fetch(pod)],
                    "containers": [_serve(pod)],
                    "volumes": [
                        empty_folder("model", mib=MODEL_MIB),
                        empty_folder("scratch", mib=SCRATCH_MIB if pod.ours else MODEL_MIB),
                    ],
                },
            },
        },
    )


SPREAD = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def _spread(labels: Mapping[str, str], key: str) -> dict[str, Any]:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        # One zone may have no machine of a rare type: better beside another pod than nowhere.
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": dict(labels)},
    }


def _fetch(pod: ServedPod) -> dict[str, Any]:
    """Put the model where SageMaker would; the serving container sees it read-only."""
    return {
        "name": "fetch",
        "image": pod.tools_image,
        "command": ["python", "/opt/program/fetch_model.py"],
        "env": variables({"LAB2API_MODEL_DATA_URL": pod.model_data_url}),
        "resources": amounts(cpus=0.5, memory_mb=512, devices={}),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [{"name": "model", "mountPath": MODEL_FOLDER}, SCRATCH],
    }


SCRATCH = {"name": "scratch", "mountPath": "/tmp"}  # noqa: S108 - a volume of the pod's own


def _serve(pod: ServedPod) -> dict[str, Any]:
    devices = pod.devices.resources if pod.devices else {}
    return {
        "name": "serve",
        "image": pod.image,
        "args": ["serve"],
        "env": variables({**pod.environment, "LAB2API_MODEL_VERSION": pod.version}),
        "ports": [{"name": "http", "containerPort": pod.port, "protocol": "TCP"}],
        "resources": amounts(cpus=pod.cpus, memory_mb=pod.memory_mb, devices=devices),
        "securityContext": CONTAINER_SECURITY if pod.ours else AWS_SERVER_SECURITY,
        "volumeMounts": [{"name": "model", "mountPath": MODEL_FOLDER, "readOnly": True}, SCRATCH],
        # A large model takes minutes to load: until it answers once, the other two are not asked.
        "startupProbe": _ping(period=5, failures=120),
        "readinessProbe": _ping(period=5, failures=2),
        "livenessProbe": _ping(period=15, failures=4),
        "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}},
    }


def _ping(*, period: int, failures: int) -> dict[str, Any]:
    return {
        "httpGet": {"path": "/ping", "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": 4,
        "failureThreshold": failures,
    }
