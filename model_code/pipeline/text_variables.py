"""What an execution of the text classifier's pipeline can set, and where its jobs read and write.

Parameters that the other pipelines have too are theirs, with other defaults.
"""

from __future__ import annotations

from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString

from pipeline.variables import (
    DATA_KEY,
    EXECUTION_ID,
    MINIMUM_SCORE,
    MODEL_NAME,
    PROCESSING_TYPE,
    TRAINING_TYPE,
    path,
)

TRAINING_IMAGE, TRAINING_PLAN = "${TrainingImageUri}", "${TrainingPlanArn}"
SERVING_PYTHON = "${ServingPython}"

# The defaults are examples: synthesis writes the environment's own into the template.
TRAINING_COUNT = ParameterInteger("TrainingInstanceCount", default_value=1)
SIZE = ParameterString("Size", default_value="small", enum_values=["tiny", "small", "base", "large"])
EPOCHS = ParameterInteger("Epochs", default_value=5)
SEED = ParameterInteger("Seed", default_value=0)

PARAMETERS = [
    DATA_KEY,
    MODEL_NAME,
    MINIMUM_SCORE,
    TRAINING_TYPE,
    TRAINING_COUNT,
    PROCESSING_TYPE,
    SIZE,
    EPOCHS,
    SEED,
]

TRAIN, TEST = (Join(on="", values=["s3://${RawBucket}/", DATA_KEY, f"{part}/"]) for part in ("train", "test"))
"""`DataKey` is a folder here, with its slash: rows are split before they are uploaded."""
WHEELS = path("s3://${ArtifactsBucket}/wheels", MODEL_NAME)
CHECKPOINTS = path("s3://${ArtifactsBucket}/checkpoints", MODEL_NAME, EXECUTION_ID)
CHECKPOINTS_LOCAL = "/opt/ml/checkpoints"
