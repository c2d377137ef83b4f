"""What to train, and how: the job's hyperparameters and the network that they describe."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from tabular import job_parameters
from text_classifier.limits import LARGEST_VOCABULARY, MOST_TOKENS

Size = Literal["tiny", "small", "base", "large"]
SHAPES: dict[str, tuple[int, int, int]] = {
    "tiny": (2, 64, 2),
    "small": (4, 256, 4),
    "base": (12, 768, 12),
    "large": (24, 1024, 16),
}
"""Layers, width and heads of each size: 0.1, 3, 85 and 302 million weights beside the vocabulary's."""
LEARNING_RATES: dict[str, float] = {"tiny": 2e-3, "small": 5e-4, "base": 2e-4, "large": 1e-4}
AFFECT_NO_WEIGHT = {
    "name",
    "version",
    "description",
    "source",
    "checkpoint_steps",
    "kept_checkpoints",
    "log_steps",
}


def _rate_of_the_size(given: Mapping[str, Any]) -> float:
    return LEARNING_RATES[given["size"]]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkSettings(_Frozen):
    """The shape of a network; `network.json` of the artifact."""

    vocabulary: Annotated[int, Field(ge=8)]
    classes: Annotated[int, Field(ge=2)]
    layers: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=8)]
    heads: Annotated[int, Field(ge=1)]
    length: Annotated[int, Field(ge=8, le=MOST_TOKENS)] = MOST_TOKENS
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    recompute: bool = False

    @classmethod
    def of_size(cls, size: Size, **fields: float) -> Self:
        """Take layers, width and heads from a size's name."""
        layers, width, heads = SHAPES[size]
        return cls.model_validate({"layers": layers, "width": width, "heads": heads, **fields})


class Hyperparameters(_Frozen):
    """What a job is told; a step is `batch` rows, of all processes together, taken in `accumulate` parts."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")] = "model"
    version: Annotated[str, Field(min_length=1, max_length=63)] = "1"
    description: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    size: Size = "small"
    epochs: Annotated[int, Field(ge=1, le=1_000)] = 5
    batch: Annotated[int, Field(ge=1, le=65_536)] = 64
    accumulate: Annotated[int, Field(ge=1, le=1_024)] = 1
    length: Annotated[int, Field(ge=8, le=MOST_TOKENS)] = MOST_TOKENS
    vocabulary: Annotated[int, Field(ge=300, le=LARGEST_VOCABULARY)] = LARGEST_VOCABULARY
    learning_rate: Annotated[float, Field(gt=0, le=1, default_factory=_rate_of_the_size)]
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.1
    weight_decay: Annotated[float, Field(ge=0, le=1)] = 0.01
    clip: Annotated[float, Field(gt=0)] = 1.0
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.0
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.1
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    recompute: bool = False
    deterministic: bool = False
    checkpoint_steps: Annotated[int, Field(ge=1)] = 200
    kept_checkpoints: Annotated[int, Field(ge=1, le=100)] = 3
    log_steps: Annotated[int, Field(ge=1)] = 20

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] | None = None) -> Self:
        """Read SM_HPS or the file; raises ValidationError, which names the hyperparameter."""
        return cls.model_validate(job_parameters.read(path, environment))

    def network(self, *, vocabulary: int, classes: int) -> NetworkSettings:
        """Describe the network for a vocabulary that a tokenizer has found."""
        chosen = self.model_dump(include={"length", "dropout", "recompute"})
        return NetworkSettings.of_size(self.size, vocabulary=vocabulary, classes=classes, **chosen)

    def identity(self) -> dict[str, object]:
        """Tell what two jobs must have in common for one to go on from the other's checkpoint."""
        told = self.model_dump(exclude=AFFECT_NO_WEIGHT)
        if not self.deterministic:
            del told["deterministic"]  # which no checkpoint has that was made before there was a choice
        return told
