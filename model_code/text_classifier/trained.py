"""What a training made: the network, what it reads with, and how well it does."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabular.card import Data, Score, Target
from text_classifier.card import TextCard
from text_classifier.channels import Channels
from text_classifier.settings import Hyperparameters
from text_classifier.tokenizer import Tokenizer


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A network that has been trained, on the CPU, with what it said of the held-out rows [N, C]."""

    network: Any
    tokenizer: Tokenizer
    channels: Channels
    losses: tuple[float, ...]
    probabilities: NDArray[np.float32]
    metrics: dict[str, float]
    score: Score

    def card(self, told: Hyperparameters, *, model_sha256: str, tokenizer_sha256: str) -> TextCard:
        """Describe the model for callers."""
        train = self.channels.train
        return TextCard(
            **told.model_dump(include={"name", "version", "description"}),
            target=Target(name="label", classes=self.channels.classes),
            languages=self.channels.languages,
            max_tokens=told.length,
            metrics=self.metrics,
            score=self.score,
            data=Data(rows=len(train.rows), sha256=train.sha256, source=told.source),
            model_sha256=model_sha256,
            tokenizer_sha256=tokenizer_sha256,
        )
