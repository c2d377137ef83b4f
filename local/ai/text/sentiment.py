"""Sentiment of an English text by the VADER lexicon and its rules for negation, degree and emphasis.

Hutto and Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
Text, ICWSM 2014.
"""

import functools
import math
from typing import Any

from local.ai.text.sentences import clauses

_STEEPNESS = 6.0
_NEUTRAL_BAND = 0.05
"""A compound score within +-0.05 is neutral: the threshold that VADER's authors give."""
_MIXED_BOTH = 0.35
"""Clauses of both signs at least this strong make a text mixed."""


def scores(text: str) -> dict[str, float]:
    """Return a score for POSITIVE, NEGATIVE, NEUTRAL and MIXED; they sum to 1."""
    compound = _compound(text)
    parts = [_compound(clause) for clause in clauses(text)] or [compound]
    both = min(max(*parts, 0.0), max(*(-part for part in parts), 0.0))
    logits = {
        "POSITIVE": compound - _NEUTRAL_BAND,
        "NEGATIVE": -compound - _NEUTRAL_BAND,
        "NEUTRAL": 0.0,
        "MIXED": abs(compound) + both - _MIXED_BOTH if both else -1.0,
    }
    weights = {name: math.exp(_STEEPNESS * logit) for name, logit in logits.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def _compound(text: str) -> float:
    return float(_analyzer().polarity_scores(text)["compound"])


@functools.cache
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
