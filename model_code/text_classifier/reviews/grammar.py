"""What reviews are made of: words, clauses and frames, a folder of files for each language.

A frame such as `<bad>, but <praise>.` belongs to a label; `<bad>` becomes a clause of that kind, and
`{aspect}`, `{good}`, `{product}` in it become words. The label follows from the frame:

- good clauses make a review positive, bad ones negative; a negation turns the word that it stands before;
- one good and one bad clause without a verdict are neutral, as are facts and lukewarm clauses;
- a verdict (`<praise>`, `<blame>`) outweighs what was granted before it ("but", "nhưng", "although", "tuy").

Frames of `[everyday]` and the `[phrases]` in them are short and plain; `[a|b]` in them is a choice. The
ending of a phrase's kind is its group: `<any_good>` is a phrase of any kind that ends with `_good`.
"""

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "vi"]
Label = Literal["negative", "neutral", "positive"]
Split = Literal["train", "test"]
HERE = Path(__file__).parent
GROUPS = {
    "any_good": "_good",
    "any_bad": "_bad",
    "any_meh": "_meh",
    "side_good": "_side_good",
    "side_bad": "_side_bad",
}
_TEST_EVERY = 7


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Parted(_Part):
    """Alternatives to choose from, those of the test rows apart from those of the training rows."""

    train: tuple[str, ...]
    test: tuple[str, ...]

    @classmethod
    def dealt(cls, patterns: tuple[str, ...]) -> "Parted":
        """Keep every seventh pattern for the test."""
        test = patterns[_TEST_EVERY - 1 :: _TEST_EVERY]
        return cls(train=tuple(pattern for pattern in patterns if pattern not in test), test=test)


class Product(_Part):
    """What is reviewed; `aspects` are its sides by the quality whose adjectives fit them."""

    names: tuple[str, ...]
    aspects: dict[str, tuple[str, ...]]


class Grammar(_Part):
    """One language's words and sentences, as the files in `en/` and `vi/` write them."""

    words: dict[str, tuple[str, ...]]
    qualities: dict[str, dict[str, tuple[str, ...]]]
    products: dict[str, Product]
    slots: dict[str, Parted]
    clauses: dict[str, Parted]
    frames: dict[Label, Parted]
    everyday: dict[Label, Parted]

    @classmethod
    def load(cls, language: Language) -> "Grammar":
        """Read the language's files, each with other tables; raises pydantic's ValidationError."""
        tables: dict[str, dict[str, Any]] = defaultdict(dict)
        for path in sorted((HERE / language).glob("*.toml")):
            for table, content in tomllib.loads(path.read_text(encoding="utf-8")).items():
                tables[table] |= content
        phrases = {kind: Parted.dealt(tuple(some)) for kind, some in tables.pop("phrases").items()}
        tables["clauses"] |= phrases | {group: _joined(phrases, ending) for group, ending in GROUPS.items()}
        return cls.model_validate(tables)


def _joined(phrases: dict[str, Parted], ending: str) -> Parted:
    """Put all kinds together whose names end so."""
    kinds = [parted for kind, parted in phrases.items() if kind.endswith(ending)]
    return Parted(
        train=tuple(pattern for parted in kinds for pattern in parted.train),
        test=tuple(pattern for parted in kinds for pattern in parted.test),
    )
