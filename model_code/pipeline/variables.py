"""What an execution can set (the parameters) and what synthesis fills in (the placeholders)."""

from __future__ import annotations

from typing import Any

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import (
    ParameterBoolean,
    ParameterFloat,
    ParameterInteger,
    ParameterString,
)

ROLE = "arn:aws:iam::111122223333:role/execution"
SOURCE = "s3://source/archive.tar.gz"
RECIPE, FLOW = "s3://recipe/archive.tar.gz", "s3://recipe/recipe.flow"
STAND_INS = {
    ROLE: "${RoleArn}",
    SOURCE: "${SourceArchive}",
    RECIPE: "${RecipeArchive}",
    FLOW: "${Flow}",
    '"SAGEMAKER_REGION": "us-east-1"': '"SAGEMAKER_REGION": "${AWS::Region}"',
}
"""What the SDK is given where it would call AWS for a placeholder, and what replaces it at the end."""

IMAGE, JOBS_IMAGE, KEY = "${ImageUri}", "${JobsImageUri}", "${KeyArn}"
FEATURE_GROUP, TRACKING_URI, FLOW_OUTPUT = "${FeatureGroup}", "${TrackingUri}", "${FlowOutput}"

# The defaults are examples: synthesis writes the environment's own into the template.
DATA_KEY = ParameterString("DataKey", default_value="datasets/breast-cancer/")
MODEL_NAME = ParameterString("ModelName", default_value="breast-cancer")
TARGET_COLUMN = ParameterString("TargetColumn", default_value="diagnosis")
TASK = ParameterString("Task", default_value="auto", enum_values=["auto", "classification", "regression"])
ALGORITHM = ParameterString("Algorithm", default_value="auto", enum_values=["auto", "linear", "boosting"])
MINIMUM_SCORE = ParameterFloat("MinimumScore", default_value=0.8)
TRAINING_TYPE = ParameterString("TrainingInstanceType", default_value="ml.m5.large")
PROCESSING_TYPE = ParameterString("ProcessingInstanceType", default_value="ml.m5.large")
TRANSFORM_IMAGE = ParameterString("TransformImage", default_value=JOBS_IMAGE)
TRANSFORM_COMMAND = ParameterString(
    "TransformCommand", default_value="exec python3 /opt/program/transform.py"
)
TRANSFORM_TYPE = ParameterString("TransformInstanceType", default_value="ml.m5.large")
TRANSFORM_COUNT = ParameterInteger("TransformInstanceCount", default_value=1)
TRANSFORM_VOLUME = ParameterInteger("TransformVolumeGb", default_value=30)
TRANSFORM_ISOLATED = ParameterBoolean("TransformIsolated", default_value=False)
PARAMETERS = [
    DATA_KEY,
    MODEL_NAME,
    TARGET_COLUMN,
    TASK,
    ALGORITHM,
    MINIMUM_SCORE,
    TRAINING_TYPE,
    PROCESSING_TYPE,
    TRANSFORM_IMAGE,
    TRANSFORM_COMMAND,
    TRANSFORM_TYPE,
    TRANSFORM_COUNT,
    TRANSFORM_VOLUME,
    TRANSFORM_ISOLATED,
]
"""Those of the Transform step are left out where there is no such step."""


def path(*parts: Any) -> Join:
    """Return the parts joined by slashes when the pipeline runs."""
    return Join(on="/", values=list(parts))


RAW = path("s3://${RawBucket}", DATA_KEY)
EXECUTION_ID = ExecutionVariables.PIPELINE_EXECUTION_ID
EVALUATED = path("s3://${ArtifactsBucket}/evaluations", MODEL_NAME, EXECUTION_ID)
TRAIN, TEST = (
    path("s3://${CuratedBucket}/datasets", MODEL_NAME, part, EXECUTION_ID) for part in ("train", "test")
)
TRAINED = path("s3://${ArtifactsBucket}/training", MODEL_NAME)
TRANSFORMED = path("s3://${CuratedBucket}/datasets", MODEL_NAME, "transformed", EXECUTION_ID)
REJECTED = path("s3://${CuratedBucket}/datasets", MODEL_NAME, "rejected", EXECUTION_ID)
TRACKED = path("s3://${ArtifactsBucket}/mlruns", MODEL_NAME, EXECUTION_ID)
