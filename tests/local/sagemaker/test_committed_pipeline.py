"""The committed definitions run as they are: with small scripts, and with our own on the starter data."""

import json
from pathlib import Path
from typing import Any

import pytest

import config
from stacks.constructs.pipeline_definition import pipeline_definition
from tests.local.sagemaker.laboratory import ROLE, Laboratory

MODEL_CODE = Path(__file__).parents[3] / "model_code"
STARTER = MODEL_CODE / "starter" / "breast-cancer" / "data.csv"
DEFINITIONS = ("definition.json", "definition-prebuilt.json")
KEY = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012"


def committed(laboratory: Laboratory, name: str) -> str:
    """The definition of an environment without optional steps, with what Fn::Sub puts into it."""
    image = "prebuilt" if name == "definition-prebuilt.json" else "own"
    settings = config.load("local").model_copy(update={"image": image})
    text = pipeline_definition(settings)
    values = {
        "RoleArn": ROLE,
        "ImageUri": "unused",
        "KeyArn": KEY,
        "RawBucket": laboratory.bucket,
        "CuratedBucket": laboratory.bucket,
        "ArtifactsBucket": laboratory.bucket,
        "Environment": "local",
        "AWS::Region": "us-east-1",
        "SourceArchive": laboratory.put("code/source.tar.gz"),
    }
    for placeholder, value in values.items():
        text = text.replace(f"${{{placeholder}}}", value)
    return text


def small_scripts(laboratory: Laboratory, *, score: float) -> None:
    laboratory.script(
        "prepare.py",
        "assert sys.argv[1:] == ['--target', 'target', '--task', 'auto'], sys.argv",
        "raw = next((base / 'processing/input/raw').glob('*.csv')).read_text()",
        "for part in ('train', 'test'): (base / f'processing/{part}/{part}.csv').write_text(raw)",
    )
    laboratory.script(
        "train.py",
        "given = json.loads((base / 'input/config/hyperparameters.json').read_text())",
        "assert (given['name'], given['target'], len(given['version'])) == ('iris', 'target', 12), given",
        "assert (base / 'input/data/train/train.csv').is_file()",
        "(base / 'model').mkdir()",
        "(base / 'model/card.json').write_text('{}')",
    )
    laboratory.script(
        "evaluate.py",
        "assert (base / 'processing/input/model/model.tar.gz').is_file()",
        "assert (base / 'processing/input/test/test.csv').is_file()",
        f"report = {{'score': {{'name': 'accuracy', 'value': {score}}}}}",
        "(base / 'processing/evaluation/evaluation.json').write_text(json.dumps(report))",
        "(base / 'processing/evaluation/card.json').write_text('{}')",
    )


def content(laboratory: Laboratory, uri: str) -> Any:
    key = uri.removeprefix(f"s3://{laboratory.bucket}/")
    return json.loads(laboratory.s3.get_object(Bucket=laboratory.bucket, Key=key)["Body"].read())


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_step_runs_and_the_registered_model_names_its_card(laboratory: Laboratory, name: str) -> None:
    small_scripts(laboratory, score=0.9)
    laboratory.put("datasets/iris/data.csv")
    execution, ran = laboratory.execute(
        laboratory.pipeline_of(committed(laboratory, name)),
        DataKey="datasets/iris/data.csv",
        ModelName="iris",
        TargetColumn="target",
        MinimumScore="0.8",
    )
    assert execution["PipelineExecutionStatus"] == "Succeeded", ran
    assert list(ran) == ["Prepare", "Train", "Evaluate", "GoodEnough", "Register"]
    package = laboratory.sagemaker.describe_model_package(
        ModelPackageName=ran["Register"]["Metadata"]["RegisterModel"]["Arn"]
    )
    assert package["ModelPackageGroupName"] == "local-iris"
    identifier = execution["PipelineExecutionArn"].rpartition("/")[2]
    card = f"s3://{laboratory.bucket}/evaluations/iris/{identifier}/card.json"
    assert package["CustomerMetadataProperties"] == {
        "card": card,
        "execution": identifier,
        "data": f"s3://{laboratory.bucket}/datasets/iris/data.csv",
    }
    assert content(laboratory, card) == {}


def test_a_weak_model_is_not_registered(laboratory: Laboratory) -> None:
    small_scripts(laboratory, score=0.4)
    laboratory.put("datasets/iris/data.csv")
    execution, ran = laboratory.execute(
        laboratory.pipeline_of(committed(laboratory, "definition.json")),
        DataKey="datasets/iris/",
        ModelName="iris",
        TargetColumn="target",
        MinimumScore="0.5",
    )
    assert execution["PipelineExecutionStatus"] == "Failed"
    assert ran["TooWeak"]["FailureReason"].startswith(
        "The score on the test rows is below MinimumScore (0.5)."
    )
    assert laboratory.sagemaker.list_model_package_groups()["ModelPackageGroupSummaryList"] == []


def test_the_starter_data_becomes_a_registered_model(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(MODEL_CODE))
    laboratory.put("datasets/breast-cancer/data.csv", STARTER.read_bytes())
    execution, ran = laboratory.execute(
        laboratory.pipeline_of(committed(laboratory, "definition.json")), MinimumScore="0.95"
    )
    assert execution["PipelineExecutionStatus"] == "Succeeded", ran
    package = laboratory.sagemaker.describe_model_package(
        ModelPackageName=ran["Register"]["Metadata"]["RegisterModel"]["Arn"]
    )
    card = content(laboratory, package["CustomerMetadataProperties"]["card"])
    identifier = execution["PipelineExecutionArn"].rpartition("/")[2]
    assert (card["name"], card["version"]) == ("breast-cancer", identifier)
    metrics = content(laboratory, package["ModelMetrics"]["ModelQuality"]["Statistics"]["S3Uri"])
    assert metrics["score"] == card["score"]
    assert metrics["score"]["value"] >= 0.95


def test_a_csv_without_the_target_column_fails_in_words_for_people(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(MODEL_CODE))
    laboratory.put("datasets/breast-cancer/data.csv", b"a,b\n1,2\n3,4\n")
    execution, ran = laboratory.execute(laboratory.pipeline_of(committed(laboratory, "definition.json")))
    assert (execution["PipelineExecutionStatus"], list(ran)) == ("Failed", ["Prepare"])
    reason = ran["Prepare"]["FailureReason"]
    assert "diagnosis" in reason
    assert "Traceback" not in reason
