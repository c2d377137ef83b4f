"""What the starter's card tells beside the test figure: reviews written by people, and two simpler models.

The simpler models are the most frequent label, and logistic regression on words and pairs of words, trained
on the same corpus: what a transformer is not better than needs no transformer.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from text_classifier.classifier import Classifier

Row = dict[str, str]
Labels = list[str]
WRITTEN = {"hand_written": "hand-written.jsonl", "everyday": "everyday.jsonl"}


def read(*paths: Path) -> list[Row]:
    """Read JSON Lines."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def checks(*, corpus: Path, written: Path) -> dict[str, list[Row]]:
    """Return every set of reviews that models are measured on, by the ending of its metrics' names."""
    sets = {"": read(*sorted((corpus / "test").glob("*.jsonl")))}
    sets["_no_diacritics"] = read(corpus / "test/no-diacritics.jsonl")
    for name, file in WRITTEN.items():
        rows = read(written / file)
        sets[f"_{name}"] = rows
        for language in ("en", "vi"):
            sets[f"_{name}_{language}"] = [row for row in rows if row["language"] == language]
    return sets


def accuracies(
    predict: Callable[[list[str]], Labels], sets: dict[str, list[Row]], *, name: str
) -> dict[str, float]:
    """Return the share of right labels of each set, six digits."""
    shares = {}
    for ending, rows in sets.items():
        answers = predict([row["text"] for row in rows])
        right = sum(row["label"] == answer for row, answer in zip(rows, answers, strict=True))
        shares[f"{name}{ending}"] = round(right / len(rows), 6)
    return shares


def measure(model: Path, *, corpus: Path, written: Path) -> None:
    """Add the figures to the card in `model`; those of simpler models begin with their name."""
    sets = checks(corpus=corpus, written=written)
    classifier = Classifier.load(model)
    card = classifier.card
    known = read(*sorted((corpus / "train").glob("*.jsonl")))
    ours = accuracies(lambda texts: _labels(classifier, texts), sets, name="accuracy")
    found = {key: share for key, share in ours.items() if key not in card.metrics}
    simple = {key: rows for key, rows in sets.items() if key[-3:] not in ("_en", "_vi")}
    found |= accuracies(_words(known), simple, name="words_accuracy")
    found |= accuracies(_most_frequent(known), simple, name="majority_accuracy")
    card.model_copy(update={"metrics": {**card.metrics, **found}}).write(model / "card.json")
    print(json.dumps(found, indent=1))


def _labels(classifier: Classifier, texts: list[str]) -> Labels:
    return [str(answer["label"]) for answer in classifier.predict(texts)]


def _words(known: list[Row]) -> Callable[[list[str]], Labels]:
    """Train logistic regression on words and pairs of neighbouring words."""
    simple = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2), LogisticRegression(max_iter=200, random_state=0)
    )
    simple.fit([row["text"] for row in known], [row["label"] for row in known])
    return lambda texts: [str(label) for label in simple.predict(texts)]


def _most_frequent(known: list[Row]) -> Callable[[list[str]], Labels]:
    """Answer the most frequent label, of equally frequent ones the first by name."""
    counted = Counter(row["label"] for row in known)
    label = min(counted, key=lambda label: (-counted[label], label))
    return lambda texts: [label] * len(texts)
