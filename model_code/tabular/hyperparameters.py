"""The hyperparameters of a training job; SageMaker hands each over as a string, often JSON-encoded."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from tabular.target import TaskChoice


class Hyperparameters(BaseModel):
    """What to train; no name has one letter only, because AWS's toolkit passes `C` on as `-C`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: Annotated[str, Field(min_length=1)]
    task: TaskChoice = "auto"
    algorithm: Literal["auto", "linear", "boosting"] = "auto"
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")] = "model"
    version: Annotated[str, Field(min_length=1, max_length=63)] = "1"
    description: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] | None = None) -> Self:
        """Read SM_HPS if the toolkit set it, else the file; raises ValidationError naming the hyperparameter.

        Names that start with `sagemaker_` belong to the toolkit and are passed over.
        """
        source = os.environ if environment is None else environment
        text = source.get("SM_HPS") or (path.read_text(encoding="utf-8") if path.is_file() else "{}")
        raw: dict[str, object] = json.loads(text)
        return cls.model_validate(
            {name: _decode(value) for name, value in raw.items() if not name.startswith("sagemaker_")}
        )


def _decode(value: object) -> str:
    """Undo the JSON encoding of a string in quotes; keep plain text such as 1.0 as it is."""
    if not isinstance(value, str):
        return str(value)
    if value.startswith('"'):
        try:
            decoded = json.loads(value)
        except ValueError:
            return value
        return str(decoded)
    return value
