"""One of every manifest that the platform builds, without CDK: plain values for what a deploy would know."""

from config.hardware import facts
from stacks.manifests.deployment import ServedPod
from stacks.manifests.devices import Devices
from stacks.manifests.manifest import Manifest
from stacks.manifests.model import Scale, model_manifests
from stacks.manifests.network_policy_controller import network_policy_controller
from stacks.manifests.node_class import node_class
from stacks.manifests.node_pool import node_pool
from stacks.manifests.training_containers import TrainingJob
from stacks.manifests.training_job import training_job

SUBNETS = ("10.42.0.0/22", "10.42.4.0/22")
TARGETS = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/t/0123456789abcdef"
KEY = "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d"


def pod(*, devices: Devices | None = None, ours: bool = True) -> ServedPod:
    return ServedPod(
        image="registry/images@sha256:1",
        ours=ours,
        tools_image="registry/images@sha256:2",
        model_data_url="s3://bucket/model.tar.gz",
        version="7",
        cpus=1.5,
        memory_mb=2_048,
        port=8080,
        devices=devices,
    )


def model(*, devices: Devices | None = None, ours: bool = True) -> list[Manifest]:
    return model_manifests(
        "reviews",
        pod=pod(devices=devices, ours=ours),
        scale=Scale(least=2, most=6, cpu_percent=60),
        target_group_arn=TARGETS,
        callers=SUBNETS,
    )


def pool(machine: str) -> Manifest:
    found = facts(machine)
    assert found.accelerator is not None
    return node_pool(
        machine=machine,
        kind=found.accelerator.kind,
        architecture=found.architecture,
        cpus=2 * found.vcpus,
        devices=2 * found.accelerator.count,
    )


def base() -> list[Manifest]:
    machines = node_class(
        role="role", subnets=["subnet-1", "subnet-2"], security_group="sg-1", key_arn=KEY, disk_gib=200
    )
    types = ("g6.xlarge", "p5.48xlarge", "inf2.xlarge", "trn1.32xlarge")
    return [network_policy_controller(), machines, *map(pool, types)]


def training(machine: str, *, machines: int) -> list[Manifest]:
    job = TrainingJob(
        image="registry/pytorch-training:2",
        tools_image="registry/images@sha256:2",
        inputs={name: f"s3://raw/{name}/" for name in ("code", "train", "test")},
        wheels="s3://artifacts/wheels/",
        checkpoints="s3://artifacts/checkpoints/",
        output="s3://artifacts/training/",
        hyperparameters={"size": "small"},
        machines=machines,
        devices=Devices.every(machine, efa=machines > 1),
        cpus=facts(machine).vcpus - 2.5,
        memory_mb=65_536,
        disk_mib=102_400,
        seconds=3_600,
    )
    return training_job("text", namespace="training", job=job)


def everything() -> list[Manifest]:
    gpu, neuron = (Devices.some(machine, count=1) for machine in ("g6.xlarge", "inf2.xlarge"))
    return [
        *base(),
        *model(),
        *model(devices=gpu, ours=False),
        *model(devices=neuron, ours=False),
        *training("p5.48xlarge", machines=2),
        *training("trn1.32xlarge", machines=4),
        *training("m5.large", machines=1),
    ]


def of_kind(manifests: list[Manifest], kind: str) -> Manifest:
    (found,) = (one for one in manifests if one["kind"] == kind)
    return found
