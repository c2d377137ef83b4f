"""The generated corpus: as many reviews of each language and label, no text twice; a seed repeats it."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from text_classifier.reviews.grammar import Grammar, Label, Language, Split
from text_classifier.reviews.spelling import shortened, without_diacritics
from text_classifier.reviews.writer import Writer

LABELS: tuple[Label, ...] = get_args(Label)
Spelling = Literal["standard", "no-diacritics", "short"]
SPELLINGS: tuple[Spelling, ...] = get_args(Spelling)
LANGUAGES: tuple[Language, ...] = get_args(Language)
TEST_SHARE = 0.2
PLAIN_SHARE, SHORT_SHARE = 0.15, 0.1
"""Shares of the reviews that are spelled as on a phone; English has no diacritics to leave away."""
_MOST_TRIES = 50


class Review(BaseModel):
    """One row of the corpus; `spelling` says whether it is written as in a book or as on a phone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    label: Label
    language: Language
    spelling: Spelling = "standard"


class TooManyRowsError(ValueError):
    """The grammar has not enough different reviews for the rows wanted."""


def generate(*, rows: int, seed: int) -> dict[Split, list[Review]]:
    """Make `rows` reviews, a fifth of them for the test, with wording that training never saw."""
    if rows < 60:
        raise TooManyRowsError(f"{rows} rows leave a label of a language without a test row; take 60 or more")
    grammars = {language: Grammar.load(language) for language in LANGUAGES}
    test = round(rows * TEST_SHARE)
    seen: set[str] = set()
    corpus: dict[Split, list[Review]] = {}
    wanted: dict[Split, int] = {"train": rows - test, "test": test}
    for split, share in wanted.items():
        dice = random.Random(f"{seed} {split}")  # noqa: S311 - nothing secret hangs on it
        writers = {
            language: Writer(grammar=grammar, split=split, dice=dice)
            for language, grammar in grammars.items()
        }
        corpus[split] = list(_reviews(writers, wanted=share, seen=seen, dice=dice))
        dice.shuffle(corpus[split])
    return corpus


def write(corpus: dict[Split, list[Review]], directory: Path) -> None:
    """Write the channels `train/` and `test/` of a training job, a file for each spelling in each."""
    for split, reviews in corpus.items():
        folder = directory / split
        folder.mkdir(parents=True, exist_ok=True)
        for spelling in SPELLINGS:
            rows = [review for review in reviews if review.spelling == spelling]
            lines = "".join(f"{row.model_dump_json(exclude={'spelling'})}\n" for row in rows)
            (folder / f"{spelling}.jsonl").write_text(lines, encoding="utf-8")


def _reviews(
    writers: dict[Language, Writer], *, wanted: int, seen: set[str], dice: random.Random
) -> Iterator[Review]:
    pairs = [(language, label) for language in LANGUAGES for label in LABELS]
    for number in range(wanted):
        language, label = pairs[number % len(pairs)]
        for _ in range(_MOST_TRIES):
            text = writers[language].review(label)
            if text not in seen:
                break
        else:
            raise TooManyRowsError(f"the grammar has no {number + 1} different reviews")
        seen.add(text)
        yield _spelled(text, label=label, language=language, chance=dice.random())


def _spelled(text: str, *, label: Label, language: Language, chance: float) -> Review:
    if chance < SHORT_SHARE:
        return Review(text=shortened(text, language), label=label, language=language, spelling="short")
    if chance < SHORT_SHARE + PLAIN_SHARE and language == "vi":
        plain = without_diacritics(text)
        return Review(text=plain, label=label, language=language, spelling="no-diacritics")
    return Review(text=text, label=label, language=language)
