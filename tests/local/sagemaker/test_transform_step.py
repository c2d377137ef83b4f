"""The Transform step really transforms here, and Prepare reads what it left: in memory and by flow."""

import io
import json
from pathlib import Path

import pytest

import config
from config.recipe import Recipe
from local.jobs import spark
from stacks.constructs import recipe_archive
from stacks.constructs.pipeline_definition import pipeline_definition
from tests.local.sagemaker import laboratory as laboratories
from tests.local.sagemaker.laboratory import ROLE, Laboratory

MODEL_CODE = Path(__file__).parents[3] / "model_code"
FILE = "model_code/recipes/breast-cancer.toml"
KEY = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012"


def two_steps(laboratory: Laboratory, recipe: Recipe) -> str:
    """Transform and Prepare of the definition that an environment with the recipe gets."""
    settings = config.load("dev").model_copy(update={"recipe": recipe, "features": None, "tracking": None})
    definition = json.loads(pipeline_definition(settings))
    definition["Steps"] = [step for step in definition["Steps"] if step["Name"] in ("Transform", "Prepare")]
    flow = recipe_archive.compiled(recipe, ".flow")
    values = {
        "RoleArn": ROLE,
        "ImageUri": "unused",
        "JobsImageUri": "unused",
        "DataWranglerImageUri": "1.dkr.ecr.us-east-1.amazonaws.com/sagemaker-data-wrangler-container:3.x",
        "KeyArn": KEY,
        "RawBucket": laboratory.bucket,
        "CuratedBucket": laboratory.bucket,
        "FlowOutput": recipe_archive.flow_output(flow),
        "RecipeArchive": laboratory.put("code/recipe.gz", recipe_archive.archive(recipe)),
        "Flow": laboratory.put("flow/recipe.flow", flow),
    }
    text = json.dumps(definition)
    for placeholder, value in values.items():
        text = text.replace(f"${{{placeholder}}}", value)
    return laboratory.pipeline_of(text)


def doubled() -> bytes:
    """The starter's rows twice, one of them without a diagnosis and the labels in capitals."""
    header, *rows = (MODEL_CODE / "starter/breast-cancer/data.csv").read_text(encoding="utf-8").splitlines()
    gap = rows[0].rpartition(",")[0] + ","
    return "\n".join([header, *(row.upper() for row in rows), *rows, gap]).encode()


def written(laboratory: Laboratory, prefix: str) -> list[str]:
    (key,) = [key for key in laboratory.keys(prefix) if key.endswith(".csv")]
    body = laboratory.s3.get_object(Bucket=laboratory.bucket, Key=key)["Body"].read()
    return io.StringIO(body.decode("utf-8")).read().splitlines()


@pytest.mark.parametrize("engine", ["in-memory", "data-wrangler"])
def test_what_the_recipe_leaves_is_what_prepare_splits(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(MODEL_CODE))
    monkeypatch.setattr(laboratories, "WAIT_SECONDS", 120.0)
    laboratory.put("datasets/breast-cancer/data.csv", doubled())
    recipe = Recipe.model_validate({"file": FILE, "engine": engine, "spark_instance_type": "ml.m5.4xlarge"})
    execution, ran = laboratory.execute(two_steps(laboratory, recipe))
    assert execution["PipelineExecutionStatus"] == "Succeeded", ran
    header, *rows = written(laboratory, "datasets/breast-cancer/transformed/")
    assert len(rows) == 569
    assert {row.rpartition(",")[2] for row in rows} == {"malignant", "benign"}
    split = [written(laboratory, f"datasets/breast-cancer/{part}/") for part in ("train", "test")]
    assert [part[0] for part in split] == [header, header]
    assert sum(len(part) - 1 for part in split) == len(rows)


def test_a_spark_job_without_spark_says_how_to_get_it(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "PYTHON", Path("/nowhere/python"))
    job = laboratory.process("/bin/sh", "-ec", "exec smspark-submit /tmp/recipe/transform_spark.py")
    assert job["ProcessingJobStatus"] == "Failed"
    assert "make setup-spark" in job["FailureReason"]
