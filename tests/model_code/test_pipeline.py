"""What the committed pipeline definitions promise, read without the SDK."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MODEL_CODE = Path(__file__).parents[2] / "model_code"
PLACEHOLDERS = {
    "RoleArn",
    "ImageUri",
    "KeyArn",
    "RawBucket",
    "CuratedBucket",
    "ArtifactsBucket",
    "Environment",
    "AWS::Region",
    "DataWranglerImageUri",
    "FeatureGroup",
    "Flow",
    "FlowOutput",
    "JobsImageUri",
    "RecipeArchive",
    "TrackingUri",
}
FILES = {"definition.json": PLACEHOLDERS, "definition-prebuilt.json": PLACEHOLDERS | {"SourceArchive"}}


def text(name: str) -> str:
    return (MODEL_CODE / "pipeline" / name).read_text(encoding="utf-8")


def steps(name: str) -> dict[str, dict[str, Any]]:
    return {step["Name"]: step for step in json.loads(text(name))["Steps"]}


def jobs(name: str) -> Iterator[dict[str, Any]]:
    yield from (step["Arguments"] for step in steps(name).values() if step["Type"] != "Condition")


@pytest.mark.parametrize(("name", "placeholders"), FILES.items())
def test_every_dollar_brace_is_a_known_placeholder(name: str, placeholders: set[str]) -> None:
    assert set(re.findall(r"\$\{([^}]*)\}", text(name))) == placeholders


@pytest.mark.parametrize("name", FILES)
def test_no_stand_in_is_left(name: str) -> None:
    assert not re.findall(r"111122223333|s3://source/|us-east-1|unused", text(name))


@pytest.mark.parametrize("name", FILES)
def test_the_steps_are_those_of_every_pipeline_and_the_optional_ones(name: str) -> None:
    optional = ["Transform", "TransformByFlow", "IngestFeatures", "Track"]
    assert [step for step in steps(name) if step not in optional] == [
        "Prepare", "Train", "Evaluate", "GoodEnough",
    ]  # fmt: skip
    assert set(optional) < set(steps(name))
    branches = steps(name)["GoodEnough"]["Arguments"]
    assert [step["Type"] for step in branches["IfSteps"]] == ["RegisterModel"]
    assert [step["Type"] for step in branches["ElseSteps"]] == ["Fail"]


@pytest.mark.parametrize("name", FILES)
def test_every_job_encrypts_its_disk_and_its_output_and_ends_in_time(name: str) -> None:
    for arguments in jobs(name):
        resources = arguments.get("ResourceConfig") or arguments["ProcessingResources"]["ClusterConfig"]
        output = arguments.get("OutputDataConfig") or arguments.get("ProcessingOutputConfig", {})
        assert resources["VolumeKmsKeyId"] == "${KeyArn}"
        assert output.get("KmsKeyId", "${KeyArn}") == "${KeyArn}"
        assert "Outputs" not in output or "KmsKeyId" in output
        assert arguments["StoppingCondition"]["MaxRuntimeInSeconds"] > 0
        assert arguments["RoleArn"] == "${RoleArn}"


@pytest.mark.parametrize(
    ("name", "isolated"), [("definition.json", True), ("definition-prebuilt.json", False)]
)
def test_jobs_of_the_own_image_have_no_network(name: str, isolated: bool) -> None:
    found = {
        step: arguments.get("NetworkConfig", arguments)["EnableNetworkIsolation"]
        for step, arguments in ((step["Name"], step["Arguments"]) for step in steps(name).values())
        if step != "GoodEnough"
    }
    assert {found[step] for step in ("Prepare", "Train", "Evaluate")} == {isolated}
    assert {found[step] for step in ("IngestFeatures", "Track")} == {False}, "they reach AWS"
    assert found["Transform"] == {"Get": "Parameters.TransformIsolated"}, (
        "Spark writes to S3, memory does not"
    )


def test_a_registered_model_waits_for_a_person_and_carries_its_card() -> None:
    (register,) = steps("definition.json")["GoodEnough"]["Arguments"]["IfSteps"]
    arguments = register["Arguments"]
    assert arguments["ModelApprovalStatus"] == "PendingManualApproval"
    assert arguments["CustomerMetadataProperties"]["card"]["Std:Join"]["Values"][-1] == "card.json"
    inference = arguments["InferenceSpecification"]
    assert inference["SupportedContentTypes"] == ["application/json", "text/csv"]
    assert inference["Containers"][0]["ModelDataUrl"] == {
        "Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"
    }


@pytest.mark.parametrize("script", ["prepare.py", "train.py", "evaluate.py", "track.py"])
def test_every_script_that_the_definitions_name_exists(script: str) -> None:
    assert script in text("definition-prebuilt.json")
    assert (MODEL_CODE / script).is_file()


def test_the_own_image_has_its_code_where_the_definition_looks_for_it() -> None:
    folders = set(re.findall(r"\"(/[a-z/]+)/(?:prepare|evaluate)\.py\"", text("definition.json")))
    assert folders == {"/opt/program"}
    assert "/opt/program" in (MODEL_CODE / "Dockerfile").read_text(encoding="utf-8")
