"""What the Transform step runs on: the parameters of its engines, in memory and in Spark."""

from __future__ import annotations

import aws_cdk as cdk

from config import Environment
from config.catalog import (
    processing_container_account,
    processing_container_repository,
    processing_container_uri,
)

VOLUME_GB = 30
"""The disk of a job in memory, as of every other job of the pipeline."""
RECIPE = "/opt/ml/processing/input/recipe/*"
SPARK_COMMAND = (
    f"mkdir -p /tmp/recipe && python3 -m tarfile -e {RECIPE} /tmp/recipe "
    "&& exec smspark-submit /tmp/recipe/transform_spark.py"
)
"""The Spark image has none of our code: the archive has, and its recipe. All of it runs in the driver."""
PREBUILT_COMMAND = (
    "mkdir -p /tmp/code && tar -xzf /opt/ml/processing/input/code/* -C /tmp/code "
    "&& python3 -m pip install --quiet --requirement /tmp/code/requirements-jobs.txt "
    "&& exec python3 /tmp/code/transform.py"
)
"""AWS's scikit-learn image has none of it either, and takes it as its other jobs do."""


def transform_defaults(config: Environment) -> dict[str, str | float]:
    """Return the defaults of the Transform step's parameters: those of the environment's engine."""
    if config.recipe is None:
        return {}
    if config.recipe.engine == "in-memory":
        command = {"TransformCommand": PREBUILT_COMMAND} if config.image == "prebuilt" else {}
        return {
            **command,
            "TransformInstanceType": config.training.processing_instance_type,
            "TransformInstanceCount": 1,
            "TransformVolumeGb": VOLUME_GB,
            "TransformIsolated": config.image == "own",
        }
    return spark_parameters(config)


def spark_parameters(config: Environment) -> dict[str, str | float]:
    """Return what an execution is started with so that Spark transforms; not isolated, as it writes to S3."""
    recipe = config.recipe
    assert recipe is not None  # noqa: S101 - narrows the type for mypy; callers have looked
    cluster: dict[str, str | float] = {
        "TransformInstanceType": recipe.spark_instance_type,
        "TransformInstanceCount": recipe.spark_instance_count,
        "TransformVolumeGb": recipe.spark_volume_gb,
        "TransformIsolated": False,
    }
    if recipe.engine == "data-wrangler":
        return cluster
    image = processing_container_uri("spark", config.region)
    return {"TransformImage": image, "TransformCommand": SPARK_COMMAND, **cluster}


def uses_spark(config: Environment) -> bool:
    """Tell whether any execution's Transform may run in the Spark container."""
    recipe = config.recipe
    return recipe is not None and (recipe.engine == "spark" or recipe.spark_above_mb is not None)


def processing_containers(config: Environment) -> list[str]:
    """Return the ARNs of AWS's repositories whose images the Transform step may run."""
    names = ["spark"] if uses_spark(config) else []
    if config.recipe is not None and config.recipe.engine == "data-wrangler":
        names.append("data-wrangler")
    return [_repository_arn(name, config.region) for name in names]


def _repository_arn(name: str, region: str) -> str:
    account, repository = processing_container_account(name, region), processing_container_repository(name)
    return f"arn:{cdk.Aws.PARTITION}:ecr:{region}:{account}:repository/{repository}"
