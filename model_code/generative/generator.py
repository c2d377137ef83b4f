"""Load a model that writes text, and let it write: loading one runs no code of the model's author."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from generative.card import GenerationCard
from generative.ngram import Model, NGrams
from generative.tokens import END, split
from tabular.predictor import BrokenArtifactError

MODEL_FILE, CARD_FILE = "model.json", "card.json"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What to go on with, and how: temperature 0 takes the likeliest token, a seed repeats the dice."""

    text: str
    max_new_tokens: int
    temperature: float = 1.0
    seed: int | None = None


class Generator:
    """One loaded model."""

    def __init__(self, card: GenerationCard, model: bytes) -> None:
        if hashlib.sha256(model).hexdigest() != card.model_sha256:
            raise BrokenArtifactError(
                f"{MODEL_FILE} is not the file {CARD_FILE} describes: model_sha256 differs"
            )
        try:
            self._languages = Model.model_validate_json(model).languages
        except ValidationError as error:
            raise BrokenArtifactError(f"{MODEL_FILE} cannot be loaded: {error}") from error
        self.card = card

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Load `model.json` and `card.json`; raises BrokenArtifactError or pydantic's ValidationError."""
        for name in (CARD_FILE, MODEL_FILE):
            if not (directory / name).is_file():
                raise BrokenArtifactError(f"{name} is missing from the model artifact")
        return cls(GenerationCard.read(directory / CARD_FILE), (directory / MODEL_FILE).read_bytes())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield tokens until the paragraph ends or `max_new_tokens` came; joined they continue the text."""
        tokens = split(prompt.text)
        ngrams = self._spoken(tokens)
        dice = random.Random(prompt.seed)  # noqa: S311 - nothing secret hangs on it
        spaced = prompt.text[-1:].isspace()
        for _ in range(prompt.max_new_tokens):
            token = _drawn(ngrams.distribution(tokens), temperature=prompt.temperature, dice=dice)
            if token == END:
                return
            tokens.append(token)
            yield token.lstrip() if spaced else token
            spaced = False

    def _spoken(self, tokens: list[str]) -> NGrams:
        """Choose the language whose n-grams the prompt surprises least, the first where all are alike."""
        return min(self._languages.values(), key=lambda ngrams: ngrams.surprise(tokens))


def _drawn(shares: dict[str, float], *, temperature: float, dice: random.Random) -> str:
    """Draw one token; words are in the order of the file, so that a seed means the same everywhere."""
    if temperature == 0.0:
        return max(shares, key=lambda word: shares[word])
    weights = [share ** (1.0 / temperature) for share in shares.values()]
    return dice.choices(list(shares), weights)[0]
