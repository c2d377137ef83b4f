"""The lifecycle's stack: what it hears, what it may do, and that every wait of its machine ends."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

import config
from config import Environment
from stacks import build_app
from stacks.constructs.lifecycle_definition import lifecycle_definition
from tests.stacks.reading import Template, as_list, below, each, identity_statements, only, template_texts

STAGES = ("Dev", "Prod", "Workbench")
Definition = dict[str, Any]


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def template(stage: str, templates: dict[str, Template]) -> Template:
    return templates[f"{stage}-Lifecycle"]


@pytest.fixture
def definition(template: Template) -> Definition:
    return dict(only(template, "AWS::StepFunctions::StateMachine")["Properties"]["Definition"])


def shadowed() -> Definition:
    """The machine of an environment that tries a version as a shadow first."""
    lifecycle = config.load("workbench").lifecycle
    assert lifecycle
    changed = lifecycle.model_copy(update={"deploy": "shadow", "shadow_seconds": 60})
    return lifecycle_definition(lifecycle=changed, function="f", machine="m", task_seconds=70)


def following(state: dict[str, Any]) -> Iterator[str]:
    """Where a state may lead."""
    if "Next" in state:
        yield state["Next"]
    if "Default" in state:
        yield state["Default"]
    for each_one in (*state.get("Choices", []), *state.get("Catch", [])):
        yield each_one["Next"]


def reached(states: dict[str, Any], start: str) -> set[str]:
    found, open_ = set(), [start]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_.extend(following(states[name]))
    return found


def test_only_the_exact_groups_of_the_environments_models_are_heard(stage: str, template: Template) -> None:
    pattern = only(template, "AWS::Events::Rule")["Properties"]["EventPattern"]
    models = config.load(stage.lower()).models
    assert pattern["source"] == ["aws.sagemaker"]
    assert pattern["detail-type"] == ["SageMaker Model Package State Change"]
    assert pattern["detail"] == {
        "ModelPackageGroupName": [f"{stage.lower()}-{model}" for model in models],
        "ModelApprovalStatus": ["PendingManualApproval", "Approved"],
    }


def test_an_event_that_cannot_be_delivered_waits_in_a_queue(template: Template) -> None:
    (target,) = only(template, "AWS::Events::Rule")["Properties"]["Targets"]
    assert "Undelivered" in str(target["DeadLetterConfig"])
    assert json.loads(target["InputTransformer"]["InputTemplate"].replace("<package>", '"p"')) == {
        "do": "look",
        "package": "p",
    }


def granted(template: Template, role: str) -> dict[str, list[Any]]:
    """Each action of a role and what it is allowed on."""
    return {
        action: as_list(statement["Resource"])
        for where, statement in identity_statements({"": template})
        if where.startswith(f"/{role}")
        for action in as_list(statement["Action"])
    }


def test_the_machine_updates_this_environments_serving_stacks_and_passes_no_role(
    stage: str, template: Template
) -> None:
    allowed = granted(template, "MachineRole")
    for action in ("cloudformation:UpdateStack", "cloudformation:DescribeStacks"):
        assert f":stack/{stage}-Serving-*/*" in str(allowed[action])
    assert f":model-package/{stage.lower()}-*" in str(allowed["sagemaker:UpdateModelPackage"])
    assert not [action for action in allowed if action.startswith("iam:")]
    assert not [action for action in allowed if action.startswith("sagemaker:") and "Package" not in action]


def test_the_function_writes_nothing(template: Template) -> None:
    verbs = {action.partition(":")[2] for action in granted(template, "DeciderRole")}
    own = {
        "Decrypt",
        "ListModelPackages",
        "CreateLogStream",
        "PutLogEvents",
        "PutTraceSegments",
        "PutTelemetryRecords",
    }
    assert {verb for verb in verbs - own if not verb.startswith(("Describe", "Get"))} == set()


def test_every_action_that_the_machine_takes_is_allowed_and_no_other(
    template: Template, definition: Definition
) -> None:
    prefixes = {"sfn": "states", "lambda": "lambda"}
    taken = set()
    for state in all_states(definition):
        if state["Type"] == "Task":
            service, operation = state["Resource"].split(":")[-2:]
            name = "InvokeFunction" if service == "lambda" else operation[0].upper() + operation[1:]
            taken.add(f"{prefixes.get(service, service)}:{name}")
    beside = ("logs", "xray", "kms", "ssm")
    allowed = {a for a in granted(template, "MachineRole") if a.partition(":")[0] not in beside}
    assert allowed == taken


def test_the_machine_may_read_every_parameter_that_cloudformation_reads_for_a_serving_stack(
    stage: str, template: Template, templates: dict[str, Template]
) -> None:
    """CloudFormation reads them in the name of who asks for the update, be there a service role or not."""
    readable = json.dumps(granted(template, "MachineRole")["ssm:GetParameters"])
    serving = [found for name, found in templates.items() if name.startswith(f"{stage}-Serving-")]
    read = {
        one["Default"]
        for found in serving
        for one in found["Parameters"].values()
        if one["Type"].startswith("AWS::SSM::")
    }
    assert len(read) == 2
    for name in read:
        assert f":parameter{name}" in readable


def test_the_rule_may_write_the_input_of_an_encrypted_machine(template: Template) -> None:
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= set(granted(template, "EventsRole"))


def test_a_version_that_does_not_serve_is_told(template: Template) -> None:
    alarm = below(template, "Failed", "AWS::CloudWatch::Alarm")["Properties"]
    assert (alarm["MetricName"], alarm["TreatMissingData"]) == ("ExecutionsFailed", "notBreaching")
    assert alarm["AlarmActions"]


def all_states(definition: Definition) -> list[dict[str, Any]]:
    found = []
    for state in definition["States"].values():
        found.append(state)
        found += state.get("ItemProcessor", {}).get("States", {}).values()
    return found


@pytest.mark.parametrize("kind", ["canary", "shadow"])
def test_every_state_is_reached_and_leads_somewhere(kind: str, definition: Definition) -> None:
    machine = shadowed() if kind == "shadow" else definition
    states = machine["States"]
    assert reached(states, machine["StartAt"]) == set(states)
    assert ("Compare" in states) == (kind == "shadow")


def test_every_wait_is_counted_and_ends(definition: Definition) -> None:
    states = definition["States"]
    waits = {name for name, state in states.items() if state["Type"] == "Wait"}
    assert waits == {"WaitForTurn", "UpdateWait"}
    for name in waits:
        counter = states[states[name]["Next"]]
        assert "States.MathAdd" in counter["Parameters"]["looks.$"]
    for choice, end in (("Free", "TooLong"), ("UpdateEnded", "GoesOn")):
        assert [c for c in states[choice]["Choices"] if "NumericGreaterThan" in c and c["Next"] == end]


@pytest.mark.parametrize("kind", ["canary", "shadow"])
def test_an_update_that_was_begun_is_never_said_to_have_failed_unseen(
    kind: str, definition: Definition
) -> None:
    """CloudFormation goes on without us: the version may serve."""
    states = (shadowed() if kind == "shadow" else definition)["States"]
    for name in (name for name in states if name.endswith(("UpdateFollow", "UpdateEnded"))):
        assert not {"TooLong", "GaveUp"} & set(following(states[name])), name
    assert states["Promote"]["Catch"][0]["Next"] == "Unfollowed"
    assert reached(states, "GoesOn") == {"GoesOn", "Unfollowed", "WriteUnfollowed", "NotFollowed"}


def test_what_records_a_decided_version_decides_it_in_the_same_write(definition: Definition) -> None:
    states = definition["States"]
    for name in reached(states, "DecidedCarded"):
        if states[name]["Type"] == "Task":
            written = set(states[name]["Parameters"])
            assert {"ModelApprovalStatus.$", "CustomerMetadataProperties.$"} <= written, name
    for name in reached(states, "Carded"):
        assert "ModelApprovalStatus.$" not in states[name].get("Parameters", {}), name


def test_a_version_yields_within_its_wait_and_ends_clearly(definition: Definition) -> None:
    states = definition["States"]
    assert states["Turn"]["Parameters"]["Payload"]["over.$"] == "$.claim.answer.over"
    (way,) = (c for c in states["Free"]["Choices"] if c.get("StringEquals") == "yield")
    assert reached(states, way["Next"]) == {"WriteSuperseded", "Superseded"}
    assert states["Superseded"]["Type"] == "Succeed"


def test_a_deployment_that_breaks_anywhere_is_written_down(definition: Definition) -> None:
    states = definition["States"]
    beyond = reached(states, "Claim") - reached(states, "GaveUp") - reached(states, "Unfollowed")
    tasks = {n for n in beyond if states[n]["Type"] == "Task" and not n.startswith("Write")}
    uncaught = {n for n in tasks if "Catch" not in states[n]}
    assert uncaught == set()


def test_the_functions_variables_are_its_settings(template: Template) -> None:
    settings = importlib.import_module("model_lifecycle.settings").Settings
    variables = only(template, "AWS::Lambda::Function")["Properties"]["Environment"]["Variables"]
    ours = {name.removeprefix("LAB2API_").lower() for name in variables if name.startswith("LAB2API_")}
    assert ours == set(settings.model_fields) - {"minimum_score", "at_most_worse_by"}


def test_a_policy_and_a_shadow_reach_the_function(tmp_path_factory: pytest.TempPathFactory) -> None:
    values = config.load("workbench").model_dump()
    values |= {"name": "judged"}
    values["serving"]["shadow"] = {"sampling_percentage": 100}
    values["lifecycle"] |= {
        "approval": "policy",
        "policy": {"minimum_score": 0.9, "at_most_worse_by": 0.01},
        "deploy": "shadow",
        "shadow_seconds": 30,
    }
    outdir = tmp_path_factory.mktemp("judged")
    build_app(configs=[Environment.model_validate(values)], outdir=str(outdir)).synth()
    template = json.loads(template_texts(outdir)["Judged-Lifecycle"])
    variables = only(template, "AWS::Lambda::Function")["Properties"]["Environment"]["Variables"]
    assert (variables["LAB2API_MINIMUM_SCORE"], variables["LAB2API_AT_MOST_WORSE_BY"]) == ("0.9", "0.01")
    assert (variables["LAB2API_APPROVAL"], variables["LAB2API_SHADOW"]) == ("policy", "true")


def test_an_environment_without_the_section_has_no_such_stack(templates: dict[str, Template]) -> None:
    assert "Local-Lifecycle" not in templates
    assert each({"": templates["Dev-Lifecycle"]}, "AWS::StepFunctions::StateMachine")
