"""Where SageMaker puts a job's inputs and takes its outputs from.

https://docs.aws.amazon.com/sagemaker/latest/dg/amazon-sagemaker-toolkits.html
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

DEFAULT_BASE = Path("/opt/ml")
SERVING_WHEELS = "LAB2API_SERVING_WHEELS"
"""The variable by which the text classifier's pipeline names the folder of wheels that are to travel."""


class _Paths(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrainingPaths(_Paths):
    """A training job's folders: fixed below /opt/ml, or named in SM_* variables by AWS's toolkit."""

    train: Path
    test: Path
    model: Path
    output_data: Path
    checkpoints: Path
    hyperparameters: Path
    failure: Path
    serving_wheels: Path | None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read SAGEMAKER_BASE_DIR and the SM_* variables that override single folders."""
        source = os.environ if environment is None else environment
        base = Path(source.get("SAGEMAKER_BASE_DIR") or DEFAULT_BASE)

        def folder(variable: str, default: str) -> Path:
            return Path(source.get(variable) or base / default)

        wheels = source.get(SERVING_WHEELS)
        return cls(
            train=folder("SM_CHANNEL_TRAIN", "input/data/train"),
            test=folder("SM_CHANNEL_TEST", "input/data/test"),
            model=folder("SM_MODEL_DIR", "model"),
            output_data=folder("SM_OUTPUT_DATA_DIR", "output/data"),
            checkpoints=base / "checkpoints",
            hyperparameters=base / "input/config/hyperparameters.json",
            failure=base / "output/failure",
            serving_wheels=Path(wheels) if wheels else None,
        )


class ProcessingPaths(_Paths):
    """A processing job's root, `/opt/ml/processing` or the same below SAGEMAKER_BASE_DIR."""

    base: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read SAGEMAKER_BASE_DIR."""
        source = os.environ if environment is None else environment
        return cls(base=Path(source.get("SAGEMAKER_BASE_DIR") or DEFAULT_BASE) / "processing")
