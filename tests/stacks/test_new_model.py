"""A new model changes what serves behind a name, never the name: no caller, route or permission notices."""

import pytest

from tests.stacks.reading import Template
from tests.stacks.test_serving import COMPONENTS, HOSTED, IN_CONTAINERS, MANY, MOCK, SERVINGS
from tests.stacks.updates import updates

NEW_MODEL = {"ModelDataUrl": "s3://b/k", "CardUrl": "s3://b/c", "ModelVersion": "2"}
SERVING = "AWS::SageMaker::"
POLICIES = {"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"}


@pytest.mark.parametrize("stack", HOSTED)
def test_a_new_model_replaces_model_and_configuration_and_nothing_else(
    stack: str, templates: dict[str, Template]
) -> None:
    _, replaced = updates(templates[stack], NEW_MODEL)
    models = {"AWS::SageMaker::Model"}
    assert replaced == (models if stack in COMPONENTS else models | {"AWS::SageMaker::EndpointConfig"})


@pytest.mark.parametrize("stack", [stack for stack in HOSTED if stack not in COMPONENTS])
def test_the_endpoint_is_updated_in_place(stack: str, templates: dict[str, Template]) -> None:
    updated, _ = updates(templates[stack], NEW_MODEL)
    assert {kind for kind in updated if kind.startswith(SERVING)} == {"AWS::SageMaker::Endpoint"}
    assert updated >= {"AWS::SSM::Parameter", *POLICIES}


@pytest.mark.parametrize("stack", sorted(COMPONENTS))
def test_a_component_is_updated_in_place_and_its_endpoint_not_at_all(
    stack: str, templates: dict[str, Template]
) -> None:
    updated, _ = updates(templates[stack], NEW_MODEL)
    assert {kind for kind in updated if kind.startswith(SERVING)} == {"AWS::SageMaker::InferenceComponent"}


@pytest.mark.parametrize("stack", [stack for stack in HOSTED if stack != MANY])
def test_batch_jobs_are_of_the_new_model_as_well(stack: str, templates: dict[str, Template]) -> None:
    updated, _ = updates(templates[stack], NEW_MODEL)
    machines = [r for r in templates[stack]["Resources"].values() if "StateMachine" in r["Type"]]
    assert ("AWS::StepFunctions::StateMachine" in updated) is bool(machines)


def test_a_new_shadow_leaves_the_model_that_answers_as_it_is(templates: dict[str, Template]) -> None:
    template = templates["Modes-Serving-realtime"]
    updated, replaced = updates(template, {"ShadowModelDataUrl": "s3://b/k", "ShadowModelVersion": "2"})
    assert replaced == {"AWS::SageMaker::Model", "AWS::SageMaker::EndpointConfig"}
    assert updated == {"AWS::IAM::ManagedPolicy", "AWS::SageMaker::Endpoint"}


def test_a_mock_changes_its_entry_and_who_reads_its_card(templates: dict[str, Template]) -> None:
    updated, replaced = updates(templates[MOCK], NEW_MODEL)
    assert (updated, replaced) == ({"AWS::SSM::Parameter", "AWS::IAM::Policy"}, set())


@pytest.mark.parametrize("stack", IN_CONTAINERS)
def test_tasks_and_pods_are_exchanged_behind_the_address_that_callers_know(
    stack: str, templates: dict[str, Template]
) -> None:
    updated, replaced = updates(templates[stack], NEW_MODEL)
    on_ecs = SERVINGS[stack].mode == "ecs"
    assert replaced == ({"AWS::ECS::TaskDefinition"} if on_ecs else set())
    exchanged = "AWS::ECS::Service" if on_ecs else "Custom::KubernetesManifests"
    assert updated == {exchanged, "AWS::SSM::Parameter", *POLICIES}
