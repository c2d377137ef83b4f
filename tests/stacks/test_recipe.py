"""The optional steps are there where their sections are, and a large object picks Spark."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions

import config
from config import Environment
from config.catalog import processing_container_uri
from config.features import Features
from config.recipe import Recipe
from config.tracking import Tracking
from stacks.constructs.pipeline_definition import pipeline_definition
from stacks.data import DataStack
from stacks.image import prebuilt_image
from stacks.training import TrainingStack
from tests.config.changed import broken
from tests.stacks.reading import as_list

FILE = "model_code/recipes/breast-cancer.toml"
MEMORY = Recipe(file=FILE, engine="in-memory", spark_above_mb=10)
WRANGLER = Recipe(file=FILE, engine="data-wrangler", spark_instance_type="ml.m5.4xlarge")
CONTEXT = json.loads((Path(__file__).parents[2] / "cdk.json").read_text(encoding="utf-8"))["context"]
RAW = {"Std:Join": {"On": "/", "Values": ["s3://${RawBucket}", {"Get": "Parameters.DataKey"}]}}


def settings(**sections: Any) -> Environment:
    plain = {"recipe": None, "features": None, "tracking": None}
    return config.load("dev").model_copy(update={"image": "prebuilt", **plain, **sections})


def steps(**sections: Any) -> dict[str, Any]:
    definition = json.loads(pipeline_definition(settings(**sections)))
    return {step["Name"]: step for step in definition["Steps"]}


def source_of(step: dict[str, Any], name: str) -> Any:
    inputs = {item["InputName"]: item["S3Input"]["S3Uri"] for item in step["Arguments"]["ProcessingInputs"]}
    return inputs[name]


def template(**sections: Any) -> dict[str, Any]:
    environment, app = settings(**sections), cdk.App(analytics_reporting=False, context=CONTEXT)
    data = DataStack(app, "Data", config=environment)
    stack = TrainingStack(app, "Training", config=environment, data=data, image=prebuilt_image(environment))
    found: dict[str, Any] = assertions.Template.from_stack(stack).to_json()
    return found


def test_without_sections_there_are_the_four_steps_and_prepare_reads_raw_data() -> None:
    found = steps()
    assert list(found) == ["Prepare", "Train", "Evaluate", "GoodEnough"]
    assert source_of(found["Prepare"], "raw") == RAW
    assert "Parameters.Transform" not in pipeline_definition(settings())


def test_with_all_sections_every_step_reads_what_transform_left() -> None:
    group = Features.model_construct(groups=("cells",), ingest="cells")
    found = steps(recipe=MEMORY, features=group, tracking=Tracking(app=False))
    assert list(found) == [
        "Transform",
        "Prepare",
        "Train",
        "Evaluate",
        "IngestFeatures",
        "Track",
        "GoodEnough",
    ]
    left = {"Get": "Steps.Transform.ProcessingOutputConfig.Outputs['curated'].S3Output.S3Uri"}
    assert source_of(found["Prepare"], "raw") == source_of(found["IngestFeatures"], "rows") == left
    assert source_of(found["Transform"], "raw") == RAW
    assert found["IngestFeatures"]["DependsOn"] == ["Prepare"]
    assert "MLFLOW_TRACKING_URI" not in found["Track"]["Arguments"]["Environment"]


def test_features_without_a_recipe_are_ingested_from_raw_data() -> None:
    found = steps(features=Features.model_construct(groups=("cells",), ingest="cells"))
    assert source_of(found["IngestFeatures"], "rows") == RAW
    assert list(steps(features=Features.model_construct(groups=("cells",), ingest=None))) == list(steps())


def test_data_wrangler_runs_the_flow_and_prepare_reads_the_output_of_its_destination() -> None:
    found = steps(recipe=WRANGLER)
    assert list(found)[:2] == ["Transform", "Prepare"]
    arguments = found["Transform"]["Arguments"]
    assert arguments["AppSpecification"]["ImageUri"] == "${DataWranglerImageUri}"
    assert "ContainerEntrypoint" not in arguments["AppSpecification"]
    assert "${FlowOutput}" in source_of(found["Prepare"], "raw")["Get"]


def matches(pattern: dict[str, Any], size: int) -> bool:
    (rule,) = pattern["detail"]["object"].get("size", [{"numeric": [">=", 0]}])
    operator, limit = rule["numeric"]
    return {"<=": size <= limit, ">": size > limit, ">=": size >= limit}[operator]


@pytest.mark.parametrize(
    ("size", "engine"), [(1, "memory"), (10 * 2**20, "memory"), (10 * 2**20 + 1, "spark")]
)
def test_an_object_starts_exactly_one_rule_and_its_size_says_which(size: int, engine: str) -> None:
    rules = [
        resource["Properties"]
        for resource in template(recipe=MEMORY)["Resources"].values()
        if resource["Type"] == "AWS::Events::Rule"
    ]
    assert len(rules) == 2
    (rule,) = (rule for rule in rules if matches(rule["EventPattern"], size))
    parameters = rule["Targets"][0]["SageMakerPipelineParameters"]["PipelineParameterList"]
    given = {item["Name"]: item["Value"] for item in parameters}
    assert given.pop("DataKey") == "$.detail.object.key"
    if engine == "memory":
        assert given == {}
    else:
        assert given["TransformImage"] == processing_container_uri("spark", "us-east-1")
        assert "smspark-submit" in given["TransformCommand"]
        assert given["TransformIsolated"] == "false"


def test_only_a_recipe_for_spark_may_delete_and_only_what_it_transformed() -> None:
    def deleting(**sections: Any) -> list[Any]:
        return [
            statement["Resource"]
            for resource in template(**sections)["Resources"].values()
            if resource["Type"] == "AWS::IAM::ManagedPolicy"
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]
            if "s3:DeleteObject" in statement["Action"]
        ]

    assert deleting() == deleting(recipe=Recipe(file=FILE, engine="in-memory")) == []
    (resource,) = deleting(recipe=MEMORY)
    assert json.dumps(resource).count("/datasets/*/transformed/*") == 1


def test_spark_is_told_that_a_row_is_not_there_and_not_that_it_may_not_look() -> None:
    """S3 answers 404 only to who may list, and a request for an object has no s3:prefix to look at."""

    def looking(**sections: Any) -> list[dict[str, Any]]:
        return [
            statement
            for resource in template(**sections)["Resources"].values()
            if resource["Type"] == "AWS::IAM::ManagedPolicy"
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]
            if "s3:ListBucket" in as_list(statement["Action"]) and "Condition" not in statement
        ]

    assert looking() == looking(recipe=Recipe(file=FILE, engine="in-memory")) == []
    (statement,) = looking(recipe=MEMORY)
    assert "Curated" in json.dumps(statement["Resource"])


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ({"file": FILE, "engine": "spark", "spark_above_mb": 5}, "takes objects of any size"),
        ({"file": "model_code/recipes/absent.toml", "engine": "in-memory"}, "absent.toml is not there"),
        (
            {"file": FILE, "engine": "spark", "spark_instance_type": "ml.m5d.xlarge"},
            "disks that refuse our key",
        ),
        ({"file": FILE, "engine": "data-wrangler"}, "a flow runs on ml.m5.4xlarge"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused_by_its_key(recipe: dict[str, Any], said: str) -> None:
    assert any(said in line for line in broken("dev", recipe=recipe))
