"""How long what serves in a container may take to start: no more than ECS takes, no less than it needs."""

from types import SimpleNamespace
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from config import Ecs
from config.accelerated import STARTUP_SECONDS
from stacks.constructs.kubernetes_applier import WAIT_SECONDS
from stacks.constructs.model_service import GRACE_SECONDS
from stacks.constructs.model_task import ModelTask, TaskImages
from stacks.manifests.deployment import GIVE_UP_SECONDS, MODEL_MIB
from stacks.manifests.devices import Devices
from tests.config.machines import ECS
from tests.stacks.manifests.built import model, of_kind

ANSWERING_SECONDS = 60
"""Of the function's time: to apply, to see the last state and to answer CloudFormation."""


@pytest.mark.parametrize(("launch", "seconds"), [("fargate", 120), ("managed-instances", 300)])
def test_a_task_waits_for_its_model_as_long_as_its_launch_allows(launch: str, seconds: int) -> None:
    """Fargate refuses a start timeout above 120 s (API reference, ContainerDefinition)."""
    stack, role = cdk.Stack(), SimpleNamespace(role_arn="arn:aws:iam::111122223333:role/task")
    served: Any = SimpleNamespace(artifact=SimpleNamespace(url="s3://bucket/model.tar.gz"), version="7")
    roles: Any = SimpleNamespace(execution=role, task=role)
    ModelTask(
        stack,
        "Task",
        serving=Ecs.model_validate(ECS | {"mode": "ecs", "launch": launch}),
        served=served,
        images=TaskImages(fetch="tools", serve="server"),
        roles=roles,
        logs={},
    )
    (task,) = Template.from_stack(stack).find_resources("AWS::ECS::TaskDefinition").values()
    fetch, _ = task["Properties"]["ContainerDefinitions"]
    assert fetch["StartTimeout"] == seconds


def test_a_task_may_be_sick_for_as_long_as_its_container_may_start_on_sagemaker() -> None:
    assert all(GRACE_SECONDS[container] >= STARTUP_SECONDS[container] for container in ("pytorch", "neuronx"))


def test_a_pod_that_is_given_up_is_given_up_before_the_function_that_waits_for_it() -> None:
    assert STARTUP_SECONDS["pytorch"] < GIVE_UP_SECONDS <= WAIT_SECONDS - ANSWERING_SECONDS


@pytest.mark.parametrize(("ours", "size"), [(True, "512Mi"), (False, f"{MODEL_MIB}Mi")])
def test_awss_server_has_room_to_unpack_the_model_again(ours: bool, size: str) -> None:
    devices = None if ours else Devices.some("g6.xlarge", count=1)
    pod = of_kind(model(devices=devices, ours=ours), "Deployment")["spec"]["template"]["spec"]
    sizes = {volume["name"]: volume["emptyDir"]["sizeLimit"] for volume in pod["volumes"]}
    assert sizes["scratch"] == size
