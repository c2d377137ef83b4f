"""The array queue: machines only while jobs wait, devices of the chip, and no more than one model's data."""

import json
from typing import Any

import pytest

from tests.stacks.reading import Synthesized, Template, as_list, each, identity_statements, only

AGENT = {
    "ecs:DeregisterContainerInstance",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:RegisterContainerInstance",
    "ecs:StartTelemetrySession",
    "ecs:SubmitAttachmentStateChanges",
    "ecs:SubmitContainerStateChange",
    "ecs:SubmitTaskStateChange",
    "ecs:UpdateContainerInstancesState",
}
"""Of AWS's managed policy for container instances, without ecs:CreateCluster, ECR and the tags."""


MACHINES = {
    "Accelerated": ("g6.xlarge", "SPOT"),
    "P5": ("p5.48xlarge", "EC2"),
    "Trn1": ("trn1.2xlarge", "SPOT"),
}
"""The stage with the queue: its machine and how it is bought."""


@pytest.fixture(params=MACHINES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def template(templates: dict[str, Template], chips: Synthesized, name: str) -> Template:
    return (templates | chips.templates)[f"{name}-BatchQueue"]


def machines(template: Template) -> dict[str, Any]:
    return dict(only(template, "AWS::Batch::ComputeEnvironment")["Properties"]["ComputeResources"])


def container(template: Template) -> dict[str, Any]:
    return dict(only(template, "AWS::Batch::JobDefinition")["Properties"]["ContainerProperties"])


def actions(template: Template, role: str) -> set[str]:
    statements = identity_statements({"": template})
    found = [s["Action"] for where, s in statements if where.removeprefix("/").startswith(role)]
    return {action for one in found for action in as_list(one)}


def test_nothing_runs_while_no_job_waits(template: Template, name: str) -> None:
    found = machines(template)
    assert found["MinvCpus"] == 0
    machine, bought = MACHINES[name]
    assert (found["InstanceTypes"], found["Type"]) == ([machine], bought)


def test_a_machines_system_has_the_chips_driver(template: Template, name: str) -> None:
    (system,) = machines(template)["Ec2Configuration"]
    if name != "Trn1":
        assert system == {"ImageType": "ECS_AL2023_NVIDIA"}
        return
    parameter = template["Parameters"][system["ImageIdOverride"]["Ref"]]
    assert parameter["Type"] == "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"
    assert "/neuron/" in parameter["Default"]


def test_a_job_gets_the_devices_of_its_chip(template: Template, name: str) -> None:
    found = container(template)
    gpus = [one["Value"] for one in found["ResourceRequirements"] if one["Type"] == "GPU"]
    devices = [one["HostPath"] for one in found["LinuxParameters"].get("Devices", [])]
    assert (gpus, devices) == {
        "Accelerated": (["1"], []),
        "P5": (["8"], []),
        "Trn1": ([], ["/dev/neuron0"]),
    }[name]
    assert ("neuronx" in found["Image"]) == (name == "Trn1")


def test_only_the_loss_of_the_machine_starts_a_job_again(template: Template) -> None:
    job = only(template, "AWS::Batch::JobDefinition")["Properties"]
    assert job["RetryStrategy"]["EvaluateOnExit"] == [
        {"Action": "RETRY", "OnStatusReason": "Host EC2*"},
        {"Action": "EXIT", "OnReason": "*"},
    ]
    assert job["Timeout"] == {"AttemptDurationSeconds": 3600}


def test_a_machine_asks_for_tokens_and_its_disk_is_encrypted(template: Template) -> None:
    data = only(template, "AWS::EC2::LaunchTemplate")["Properties"]["LaunchTemplateData"]
    assert data["MetadataOptions"] == {"HttpPutResponseHopLimit": 1, "HttpTokens": "required"}
    assert data["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is True
    assert container(template)["Privileged"] is False


def test_each_role_has_what_its_part_calls(template: Template) -> None:
    logs = {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert actions(template, "MachineRole") == AGENT | logs
    pull = {"BatchCheckLayerAvailability", "BatchGetImage", "GetAuthorizationToken", "GetDownloadUrlForLayer"}
    assert actions(template, "StartRole") == {f"ecr:{verb}" for verb in pull} | logs
    of_s3 = {"s3:GetObject", "s3:ListBucket", "s3:PutObject"}
    assert actions(template, "JobRole") == of_s3 | {"kms:Decrypt", "kms:GenerateDataKey"}


def test_a_job_reads_and_writes_its_own_model(template: Template) -> None:
    (written,) = (s for _, s in identity_statements({"": template}) if s["Sid"] == "Write")
    assert written["Resource"]["Fn::Join"][1][-1] == "/arrays/reviews/*"
    given = {one["Name"]: one["Value"] for one in container(template)["Environment"]}
    assert given["LAB2API_MODEL"] == "reviews"


def test_the_network_lets_machines_reach_their_image_their_agent_and_their_log(chips: Synthesized) -> None:
    """Of the queue alone: where models are on ECS too, they would be there without it."""
    network = chips.templates["Trn1-Network"]
    endpoints = [
        json.dumps(one["Properties"]["ServiceName"])
        for _, one in each({"": network}, "AWS::EC2::VPCEndpoint")
    ]
    for service in ("ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs"):
        assert any(f'.{service}"' in endpoint for endpoint in endpoints), service
