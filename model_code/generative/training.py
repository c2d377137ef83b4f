"""From texts to a model directory: counted on nine paragraphs of ten, measured on the tenth."""

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path

import orjson

from generative.card import Generation, GenerationCard
from generative.generator import CARD_FILE, MODEL_FILE
from generative.ngram import Model, NGrams, count
from generative.tokens import END, split
from tabular.card import Data, Score

ORDER = 3
TEST_EVERY = 10


def train(
    texts: Mapping[str, str], directory: Path, *, name: str, version: str, description: str, source: str
) -> GenerationCard:
    """Write model.json and card.json; `texts` by language, a paragraph a line, blank lines left out.

    The score is the perplexity of held-out paragraphs over all languages: lower is better.
    """
    paragraphs = {language: _paragraphs(text) for language, text in sorted(texts.items())}
    languages = {
        language: count((p for i, p in enumerate(lines) if i % TEST_EVERY), order=ORDER)
        for language, lines in paragraphs.items()
    }
    metrics = {
        f"perplexity_{language}": _perplexity(languages[language], lines[::TEST_EVERY])
        for language, lines in paragraphs.items()
    }
    mean = sum(metrics.values()) / len(metrics)
    model = orjson.dumps(Model(languages=languages).model_dump(), option=orjson.OPT_SORT_KEYS)
    card = GenerationCard(
        name=name,
        version=version,
        description=description,
        generation=Generation(languages=tuple(paragraphs)),
        metrics=metrics | {"perplexity": mean},
        score=Score(name="perplexity", value=mean),
        data=Data(rows=sum(map(len, paragraphs.values())), sha256=_digest(texts), source=source),
        model_sha256=hashlib.sha256(model).hexdigest(),
    )
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(model)
    card.write(directory / CARD_FILE)
    return card


def _paragraphs(text: str) -> list[list[str]]:
    return [tokens for line in text.splitlines() if (tokens := split(line))]


def _perplexity(ngrams: NGrams, paragraphs: list[list[str]]) -> float:
    tokens = [[*paragraph, END] for paragraph in paragraphs]
    nats = sum(ngrams.surprise(paragraph) * len(paragraph) for paragraph in tokens)
    return round(math.exp(nats / sum(map(len, tokens))), 6)


def _digest(texts: Mapping[str, str]) -> str:
    joined = "\0".join(f"{language}\0{text}" for language, text in sorted(texts.items()))
    return hashlib.sha256(joined.encode()).hexdigest()
