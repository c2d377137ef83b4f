"""The text classifier's pipeline: what its chips ask for and no more, on rows that never leave AWS."""

import json
import re
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from stacks.constructs.text_definition import text_definition
from tests.stacks.chips import PLAN, environment
from tests.stacks.reading import Synthesized, Template, as_list, each, identity_statements, only

REGION = "us-west-2"
PLACED = {"${RoleArn}": "arn:aws:iam::111122223333:role/text", "${TrainingPlanArn}": PLAN}
STACKS = ("Accelerated", "P5", "G6", "Trn1")
"""Two P5 on spot, two of a training plan, a G6 on spot, a Trainium that is kept warm."""


@pytest.fixture(scope="module")
def pipelines(templates: dict[str, Template], chips: Synthesized) -> dict[str, Template]:
    return {stage: (templates | chips.templates)[f"{stage}-TextTraining"] for stage in STACKS}


@pytest.fixture(params=STACKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def template(pipelines: dict[str, Template], name: str) -> Template:
    return pipelines[name]


def definition_of(template: Template) -> tuple[dict[str, Any], dict[str, Any]]:
    """The definition in the template, its placeholders as they are, and what Fn::Sub puts there."""
    pipeline = only(template, "AWS::SageMaker::Pipeline")["Properties"]
    text, given = pipeline["PipelineDefinition"]["PipelineDefinitionBody"]["Fn::Sub"]
    return json.loads(text), given


def steps_of(template: Template) -> dict[str, dict[str, Any]]:
    return {step["Name"]: step["Arguments"] for step in definition_of(template)[0]["Steps"]}


def filled(value: Any, *, defaults: dict[str, Any]) -> Any:
    """The arguments as a job gets them: parameters by their defaults, references as some text."""
    if isinstance(value, list):
        return [filled(one, defaults=defaults) for one in value]
    if not isinstance(value, dict):
        return PLACED.get(value, value) if isinstance(value, str) else value
    if "Get" in value:
        return defaults.get(value["Get"].removeprefix("Parameters."), "s3://bucket/reference")
    if "Std:Join" in value:
        parts = filled(value["Std:Join"]["Values"], defaults=defaults)
        return value["Std:Join"]["On"].join(map(str, parts))
    return {key: filled(one, defaults=defaults) for key, one in value.items()}


def test_every_placeholder_is_filled(template: Template, name: str) -> None:
    definition, given = definition_of(template)
    wanted = set(re.findall(r"\$\{([^}!]*)\}", json.dumps(definition)))
    assert wanted - {"AWS::Region"} == set(given)
    assert ("-neuronx-" if name == "Trn1" else "-gpu-") in given["TrainingImageUri"]
    assert f".dkr.ecr.{REGION}.amazonaws.com/pytorch-training" in given["TrainingImageUri"]


@pytest.mark.parametrize("step", ["Wheels", "Train", "Evaluate"])
def test_sagemaker_takes_each_jobs_request(template: Template, step: str) -> None:
    definition, _ = definition_of(template)
    defaults = {one["Name"]: one["DefaultValue"] for one in definition["Parameters"]}
    kind = "Training" if step == "Train" else "Processing"
    request = filled(steps_of(template)[step], defaults=defaults) | {f"{kind}JobName": "pipelines-1"}
    service = botocore.session.get_session().get_service_model("sagemaker")
    shape = service.operation_model(f"Create{kind}Job").input_shape
    assert ParamValidator().validate(request, shape).generate_report() == ""


def test_machines_come_from_where_the_settings_say_and_from_nowhere_else(
    template: Template, name: str
) -> None:
    train = steps_of(template)["Train"]
    resources, limits = train["ResourceConfig"], train["StoppingCondition"]
    asked = {
        "plan": resources.get("TrainingPlanArn"),
        "warm": resources.get("KeepAlivePeriodInSeconds"),
        "spot": train.get("EnableManagedSpotTraining"),
        "wait": limits.get("MaxWaitTimeInSeconds"),
    }
    assert {key: value for key, value in asked.items() if value is not None} == {
        "Accelerated": {"spot": True, "wait": 14400},
        "P5": {"plan": "${TrainingPlanArn}"},
        "G6": {"spot": True, "wait": 7200},
        "Trn1": {"warm": 600},
    }[name]
    assert train["CheckpointConfig"]["LocalPath"] == "/opt/ml/checkpoints"


def test_disks_of_the_machine_get_no_key_and_those_of_ebs_do(template: Template) -> None:
    steps = steps_of(template)
    assert "VolumeKmsKeyId" not in steps["Train"]["ResourceConfig"]
    for step in ("Wheels", "Evaluate"):
        assert steps[step]["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"] == "${KeyArn}"


def test_jobs_that_see_rows_reach_nothing_and_the_one_that_reaches_pypi_sees_none(template: Template) -> None:
    steps = steps_of(template)
    assert steps["Train"]["EnableNetworkIsolation"] is True
    assert steps["Train"]["EnableInterContainerTrafficEncryption"] is True
    assert steps["Evaluate"]["NetworkConfig"]["EnableNetworkIsolation"] is True
    wheels = steps["Wheels"]
    assert wheels["NetworkConfig"]["EnableNetworkIsolation"] is False
    assert [one["InputName"] for one in wheels["ProcessingInputs"]] == ["code"]


def test_torchrun_is_started_by_the_launcher_of_the_archive(template: Template) -> None:
    (*shell, line) = steps_of(template)["Train"]["AlgorithmSpecification"]["ContainerEntrypoint"]
    assert shell == ["/bin/sh", "-ec"]
    assert line.endswith("exec python3 /tmp/code/launch_text_training.py")
    assert "--no-index" in line
    assert "--require-hashes" in line


def test_the_model_gets_the_wheels_of_its_serving_container(template: Template) -> None:
    steps, (_, given) = steps_of(template), definition_of(template)
    assert given["ServingPython"] == "3.12"
    fetch = steps["Wheels"]["AppSpecification"]["ContainerEntrypoint"][-1].partition(" && ")[2].split()
    check = steps["Train"]["AlgorithmSpecification"]["ContainerEntrypoint"][-1].split()
    assert fetch[-1] == "/opt/ml/processing/wheels/serving"
    assert "/opt/ml/input/data/wheels/serving" in check
    for words in (fetch, check):
        options = words[words.index("--python-version") :]
        assert options[1] == "${ServingPython}"
        assert {"--require-hashes", "/tmp/code/requirements-accelerated.lock"} <= set(options)
    assert steps["Train"]["Environment"]["LAB2API_SERVING_WHEELS"] in check


def test_where_cpus_are_served_by_aws_container_the_model_gets_no_wheels() -> None:
    settings = environment("p5").model_copy(update={"image": "prebuilt"})
    assert settings.text_training
    steps = {s["Name"]: s for s in json.loads(text_definition(settings, settings.text_training))["Steps"]}
    assert "Environment" not in steps["Train"]["Arguments"]


def test_an_environment_may_give_up_isolation_and_encryption_between_hosts() -> None:
    settings = environment("p5", network_isolation=False, encrypt_between_hosts=False)
    assert settings.text_training
    steps = {s["Name"]: s for s in json.loads(text_definition(settings, settings.text_training))["Steps"]}
    assert steps["Train"]["Arguments"]["EnableNetworkIsolation"] is False
    assert steps["Train"]["Arguments"]["EnableInterContainerTrafficEncryption"] is False


def test_only_the_marker_starts_it_and_so_does_the_clock(template: Template, name: str) -> None:
    rules = [rule["Properties"] for _, rule in each({"": template}, "AWS::Events::Rule")]
    keys = [rule["EventPattern"]["detail"]["object"]["key"] for rule in rules if "EventPattern" in rule]
    assert keys == [["datasets/reviews/READY"]]
    clocks = [rule["ScheduleExpression"] for rule in rules if "ScheduleExpression" in rule]
    assert clocks == (["rate(7 days)"] if name == "Trn1" else [])


def test_executions_that_failed_and_events_that_started_none_are_told(template: Template) -> None:
    alarms = [alarm["Properties"] for _, alarm in each({"": template}, "AWS::CloudWatch::Alarm")]
    assert all(alarm["AlarmActions"] for alarm in alarms)
    namespaces = {alarm.get("Namespace", "AWS/SQS") for alarm in alarms}
    assert namespaces == {"AWS/SQS", "AWS/Sagemaker/ModelBuildingPipeline"}


def test_a_plan_is_used_and_none_is_bought(pipelines: dict[str, Template]) -> None:
    statements = [each for _, each in identity_statements(pipelines)]
    plans = {action for s in statements if PLAN in as_list(s["Resource"]) for action in as_list(s["Action"])}
    assert plans == {"sagemaker:CreateTrainingJob"}
    assert 'TrainingPlan"' not in json.dumps([as_list(each["Action"]) for each in statements])


def test_it_registers_this_models_versions_only(template: Template, name: str) -> None:
    (found,) = (s for _, s in identity_statements({"": template}) if s["Sid"] == "Register")
    ends = {resource["Fn::Join"][1][-1].rpartition(":")[2] for resource in found["Resource"]}
    assert ends == {f"model-package-group/{name.lower()}-reviews", f"model-package/{name.lower()}-reviews/*"}
