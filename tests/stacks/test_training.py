"""The training stack: the committed pipeline with this environment's settings, and what it may do."""

import ast
import io
import json
import re
import tarfile
from typing import Any

import pytest

import config
from stacks.constructs.image_project import IN_THE_IMAGE
from stacks.constructs.pipeline_definition import pipeline_definition
from stacks.constructs.source_archive import ENTRIES, MODEL_CODE, archive
from stacks.constructs.text_archive import TEXT_ENTRIES
from tests.stacks.reading import Template, each, only

ENVIRONMENTS = ("dev", "prod")
RULE = "AWS::Events::Rule"


def template_of(templates: dict[str, Template], environment: str) -> Template:
    return templates[f"{environment.capitalize()}-Training"]


def definition_of(template: Template) -> tuple[dict[str, Any], dict[str, Any]]:
    """The definition in the template, its placeholders as they are, and what Fn::Sub puts there."""
    body = only(template, "AWS::SageMaker::Pipeline")["Properties"]["PipelineDefinition"][
        "PipelineDefinitionBody"
    ]
    text, values = body["Fn::Sub"]
    return json.loads(text), values


def arn_text(value: Any) -> str:
    """An ARN built by Fn::Join as text, its references left out."""
    return value if isinstance(value, str) else "".join(p for p in value["Fn::Join"][1] if isinstance(p, str))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_settings_are_the_parameters_defaults(templates: dict[str, Template], environment: str) -> None:
    definition, _ = definition_of(template_of(templates, environment))
    defaults = {row["Name"]: row["DefaultValue"] for row in definition["Parameters"]}
    training = config.load(environment).training
    assert defaults["DataKey"] == f"datasets/{training.model}/"
    assert (defaults["ModelName"], defaults["TargetColumn"]) == (training.model, training.target)
    assert defaults["MinimumScore"] == training.metric_threshold
    assert defaults["TrainingInstanceType"] == training.instance_type
    assert defaults["ProcessingInstanceType"] == training.processing_instance_type


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_placeholder_is_filled(templates: dict[str, Template], environment: str) -> None:
    definition, values = definition_of(template_of(templates, environment))
    wanted = set(re.findall(r"\$\{([^}!]*)\}", json.dumps(definition)))
    assert wanted - {"AWS::Region"} == set(values)
    assert values["Environment"] == environment
    assert values["ImageUri"] == {"Ref": "Image"}, "read anew at each deploy"


def test_the_time_limit_is_the_environments() -> None:
    settings = config.load("dev")
    training = settings.training.model_copy(update={"max_runtime_seconds": 120})
    text = pipeline_definition(settings.model_copy(update={"training": training}))
    limits = re.findall(r'"MaxRuntimeInSeconds": (\d+)', text)
    assert set(limits) == {"120"}


def test_a_type_with_disks_of_its_own_gets_no_volume_key() -> None:
    settings = config.load("dev")
    training = settings.training.model_copy(update={"instance_type": "ml.g5.xlarge"})
    definition = json.loads(pipeline_definition(settings.model_copy(update={"training": training})))
    steps = {step["Name"]: step["Arguments"] for step in definition["Steps"]}
    assert "VolumeKmsKeyId" not in steps["Train"]["ResourceConfig"]
    assert steps["Prepare"]["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"] == "${KeyArn}"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_model_has_a_group_in_the_registry(templates: dict[str, Template], environment: str) -> None:
    settings = config.load(environment)
    groups = dict(each({"T": template_of(templates, environment)}, "AWS::SageMaker::ModelPackageGroup"))
    names = {group["Properties"]["ModelPackageGroupName"] for group in groups.values()}
    assert names == {f"{environment}-{model}" for model in settings.models}
    kept = {group["DeletionPolicy"] for group in groups.values()}
    assert kept == {"Delete"}, "its name is fixed, and SageMaker itself keeps a group that has versions"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_new_data_of_the_model_starts_the_pipeline_with_its_key(
    templates: dict[str, Template], environment: str
) -> None:
    rules = [rule["Properties"] for _, rule in each({"T": template_of(templates, environment)}, RULE)]
    model = config.load(environment).training.model
    for rule in rules:
        assert rule["EventPattern"]["detail-type"] == ["Object Created"]
        assert rule["EventPattern"]["detail"]["object"]["key"] == [{"wildcard": f"datasets/{model}/*.csv"}]
        (target,) = rule["Targets"]
        key, *others = target["SageMakerPipelineParameters"]["PipelineParameterList"]
        assert key == {"Name": "DataKey", "Value": "$.detail.object.key"}
        assert all(other["Name"].startswith("Transform") for other in others)
        assert arn_text(target["Arn"]).endswith(":pipeline/")
    assert len(rules) == 2, "a small object and a large one"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_event_that_cannot_start_it_waits_in_an_encrypted_queue_of_the_rules(
    templates: dict[str, Template], environment: str
) -> None:
    template = template_of(templates, environment)
    queue = only(template, "AWS::SQS::Queue")
    assert "KmsMasterKeyId" in queue["Properties"]
    targets = [target for _, rule in each({"T": template}, RULE) for target in rule["Properties"]["Targets"]]
    statements = only(template, "AWS::SQS::QueuePolicy")["Properties"]["PolicyDocument"]["Statement"]
    by_effect = {statement["Effect"]: statement for statement in statements}
    assert by_effect["Deny"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert {json.dumps(target["DeadLetterConfig"]["Arn"]) for target in targets} == {
        json.dumps(by_effect["Allow"]["Resource"])
    }
    assert "aws:SourceArn" in by_effect["Allow"]["Condition"]["ArnEquals"]


def test_the_source_archive_is_the_same_bytes_every_time_and_has_every_script() -> None:
    body = archive(MODEL_CODE)
    assert body == archive(MODEL_CODE)
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as packed:
        names = packed.getnames()
    assert {"train.py", "prepare.py", "evaluate.py", "requirements.txt", "tabular/training.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("entries", [ENTRIES, IN_THE_IMAGE, TEXT_ENTRIES], ids=["archive", "image", "text"])
def test_what_shipped_code_imports_of_ours_is_shipped_too(entries: tuple[str, ...]) -> None:
    ours = {path.stem for path in MODEL_CODE.iterdir() if path.suffix == ".py" or path.is_dir()}
    files = [file for entry in entries for file in [MODEL_CODE / entry, *(MODEL_CODE / entry).rglob("*.py")]]
    wanted = {
        name.split(".")[0]
        for file in files
        if file.suffix == ".py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in imported(node)
    }
    assert wanted & ours <= {entry.removesuffix(".py") for entry in entries}


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
