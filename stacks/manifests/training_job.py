"""Training of the text classifier as a Kubernetes Job: one pod a machine, all of its accelerators each."""

from typing import Any

from stacks.manifests.manifest import NAME_LABEL, Manifest, manifest
from stacks.manifests.network_policy import outward
from stacks.manifests.pod import POD_SECURITY, empty_folder
from stacks.manifests.service import headless_service
from stacks.manifests.training_containers import PORT, TrainingJob, fetch, mirror, train

ZONE = "topology.kubernetes.io/zone"
LASTING_CODE = 3
"""The launcher's, for a reason that another try would meet again (model_code/launch_text_training.py)."""
STOPPED_CODE = 143
"""128 and SIGTERM: told to stop, with a checkpoint left."""


def training_job(name: str, *, namespace: str, job: TrainingJob) -> list[Manifest]:
    """Return the headless Service by which pods find the first, the Job, and who may talk to its pods."""
    return [
        headless_service(name, namespace=namespace, port=PORT),
        _policy(name, namespace),
        _job(name, namespace, job),
    ]


def _job(name: str, namespace: str, job: TrainingJob) -> Manifest:
    """Start anew, from the last checkpoint, what a lost machine ends; a program that fails is not repeated.

    Pods that are stopped or lose their machine do not count as failures. Those on the other machines do, as
    they fail for want of them: `backoffLimit` lets that happen to all others once, and to all pods never.
    Source: Kubernetes documentation, Indexed Jobs with pod-to-pod communication, and pod failure policy.
    """
    return manifest(
        "batch/v1",
        "Job",
        name=name,
        namespace=namespace,
        spec={
            "completionMode": "Indexed",
            "completions": job.machines,
            "parallelism": job.machines,
            "backoffLimit": job.machines - 1,
            "activeDeadlineSeconds": job.seconds,
            "ttlSecondsAfterFinished": 86_400,
            "podFailurePolicy": {
                "rules": [
                    _rule("FailJob", LASTING_CODE),
                    {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
                    _rule("Ignore", STOPPED_CODE),
                ]
            },
            "template": {"metadata": {"labels": {NAME_LABEL: name}}, "spec": _pod(name, namespace, job)},
        },
    )


def _rule(action: str, code: int) -> dict[str, Any]:
    return {
        "action": action,
        "onExitCodes": {"containerName": "train", "operator": "In", "values": [code]},
    }


def _pod(name: str, namespace: str, job: TrainingJob) -> dict[str, Any]:
    return {
        "restartPolicy": "Never",
        "serviceAccountName": namespace,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "subdomain": name,
        "terminationGracePeriodSeconds": 120,
        "securityContext": POD_SECURITY,
        **job.devices.placement,
        **(_together(name) if job.machines > 1 else {}),
        "initContainers": [fetch(job), mirror(job)],
        "containers": [train(name, job)],
        "volumes": [
            empty_folder("work", mib=job.disk_mib),
            empty_folder("scratch", mib=8_192),
            # Data loaders and NCCL hand tensors on in shared memory; a container's own is 64 MiB.
            empty_folder("shared-memory", mib=job.memory_mb // 4, in_memory=True),
        ],
    }


def _together(name: str) -> dict[str, Any]:
    """Put all pods into one zone, that of the first: EFA does not cross zones (ParallelCluster guide, EFA).

    The first pod of a Job would wait for itself, but is let through (Kubernetes documentation, affinity).
    """
    term = {"labelSelector": {"matchLabels": {NAME_LABEL: name}}, "topologyKey": ZONE}
    return {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


def _policy(name: str, namespace: str) -> Manifest:
    """Let the job's pods talk to each other freely (collective communication picks its ports), and to AWS."""
    own = {"podSelector": {"matchLabels": {NAME_LABEL: name}}}
    return manifest(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        name=name,
        namespace=namespace,
        spec={
            **own,
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [own]}],
            "egress": [{"to": [own]}, *outward()],
        },
    )
