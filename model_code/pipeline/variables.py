"""What an execution can set (the parameters) and what synthesis fills in (the placeholders)."""

from __future__ import annotations

from typing import Any

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString

ROLE = "arn:aws:iam::111122223333:role/execution"
SOURCE = "s3://source/archive.tar.gz"
STAND_INS = {
    ROLE: "${RoleArn}",
    SOURCE: "${SourceArchive}",
    '"SAGEMAKER_REGION": "us-east-1"': '"SAGEMAKER_REGION": "${AWS::Region}"',
}
"""What the SDK is given where it would call AWS for a placeholder, and what replaces it at the end."""

IMAGE, KEY = "${ImageUri}", "${KeyArn}"

# The defaults are examples: synthesis writes the environment's own into the template.
DATA_KEY = ParameterString("DataKey", default_value="datasets/breast-cancer/")
MODEL_NAME = ParameterString("ModelName", default_value="breast-cancer")
TARGET_COLUMN = ParameterString("TargetColumn", default_value="diagnosis")
TASK = ParameterString("Task", default_value="auto", enum_values=["auto", "classification", "regression"])
ALGORITHM = ParameterString("Algorithm", default_value="auto", enum_values=["auto", "linear", "boosting"])
MINIMUM_SCORE = ParameterFloat("MinimumScore", default_value=0.8)
TRAINING_TYPE = ParameterString("TrainingInstanceType", default_value="ml.m5.large")
PROCESSING_TYPE = ParameterString("ProcessingInstanceType", default_value="ml.m5.large")
PARAMETERS = [
    DATA_KEY,
    MODEL_NAME,
    TARGET_COLUMN,
    TASK,
    ALGORITHM,
    MINIMUM_SCORE,
    TRAINING_TYPE,
    PROCESSING_TYPE,
]


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
