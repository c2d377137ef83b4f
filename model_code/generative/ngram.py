"""A word n-gram model with Witten-Bell back-off (Chen and Goodman 1998, "An empirical study of smoothing").

What followed a context is counted; the share of probability that a context leaves to shorter ones is the
number of different words that followed it over that number and all that followed. The last resort is every
word alike.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from generative.tokens import END

SEPARATOR = "\x1f"
"""Between the words of a context in the file; no token has it (Unicode: unit separator)."""
Counts = dict[str, dict[str, int]]


class NGrams(BaseModel):
    """One language: `counts[context][word]`, contexts of 0 to `order` - 1 words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: Annotated[int, Field(ge=1, le=6)]
    counts: Annotated[Counts, Field(min_length=1)]

    def distribution(self, context: Sequence[str]) -> dict[str, float]:
        """Return the probability of every word, and of END, after `context`; they add up to 1."""
        known = self.counts[""]
        shares = dict.fromkeys(known, 1.0 / len(known))
        for length in range(min(self.order - 1, len(context)) + 1):
            followers = self.counts.get(_key(context, length))
            if followers is None:
                break
            backed = len(followers) / (len(followers) + sum(followers.values()))
            shares = {word: backed * share for word, share in shares.items()}
            for word, count in followers.items():
                shares[word] += count / (len(followers) + sum(followers.values()))
        return shares

    def surprise(self, tokens: Sequence[str]) -> float:
        """Return the mean of -log P(token) in nats; a word that was never seen counts as one more word."""
        unseen = 1.0 / (len(self.counts[""]) + 1)
        total = sum(
            -math.log(self.distribution(tokens[:index]).get(token, unseen) or unseen)
            for index, token in enumerate(tokens)
        )
        return total / max(1, len(tokens))


class Model(BaseModel):
    """What model.json holds: n-grams by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    languages: Annotated[dict[str, NGrams], Field(min_length=1)]


def count(paragraphs: Iterable[Sequence[str]], *, order: int) -> NGrams:
    """Count what follows what in paragraphs of tokens; sorted, so that the same text gives the same file."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tokens in paragraphs:
        words = [*tokens, END]
        for index, word in enumerate(words):
            for length in range(min(order - 1, index) + 1):
                counts[_key(words[:index], length)][word] += 1
    return NGrams(order=order, counts={key: _sorted(counts[key]) for key in sorted(counts)})


def _key(context: Sequence[str], length: int) -> str:
    """Name the last `length` words without their blanks: the first word of a text has none before it."""
    return SEPARATOR.join(word.strip() for word in context[len(context) - length :])


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counter.items()))
