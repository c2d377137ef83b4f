"""One candidate of a text problem: TF-IDF and a linear model, kept as JSON.

The serving container reads tables, so what comes out is measured and kept, and not served: it has no card.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import flaml.tune.sample as tune
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from automl.measures import measure
from automl.request import AutoMLRequest, Kind
from automl.search import Proposal, Space
from tabular.artifact import pack
from tabular.dataset import DataError, read_channel
from tabular.split import with_target
from tabular.target import Labels, encode_labels, read_labels

FOLDS, SEED = 5, 0
_WORDS = {"words_together": tune.randint(1, 3), "rarest": tune.randint(1, 4)}
_FIRST = {"words_together": 1, "rarest": 1}


@dataclass(frozen=True, kw_only=True)
class TextProblem:
    """Texts and labels to learn from, and to measure on; without the latter, five folds measure."""

    spaces: ClassVar[dict[str, Space]] = {
        "tfidf-logistic": Space(
            domain={**_WORDS, "strength": tune.loguniform(0.01, 1000)}, first={**_FIRST, "strength": 10.0}
        ),
        "tfidf-bayes": Space(
            domain={**_WORDS, "smoothing": tune.loguniform(0.001, 10)}, first={**_FIRST, "smoothing": 1.0}
        ),
    }

    labels: Labels
    train: list[str]
    held_out: list[str] | None
    truth: NDArray[Any]

    @classmethod
    def read(cls, base: Path, request: AutoMLRequest) -> "TextProblem":
        """Read both channels; `DataError` says what is wrong with them."""
        frame = with_target(read_channel(base / "training").frame, request.target)
        labels = read_labels(frame[request.target], task="classification")
        train, held_out, truth = _texts(frame, request), None, labels.values
        if (base / "validation").is_dir():
            other = with_target(read_channel(base / "validation").frame, request.target)
            held_out = _texts(other, request)
            truth = encode_labels(other[request.target], target=labels.target)
        return cls(labels=labels, train=train, held_out=held_out, truth=truth)

    @property
    def kind(self) -> Kind:
        """What kind of problem the labels pose."""
        return "BinaryClassification" if len(self.labels.target.classes) == 2 else "MulticlassClassification"

    def train_candidate(self, proposal: Proposal, *, folder: Path) -> dict[str, float]:
        """Fit, write `model.tar.gz` into `folder`, and measure."""
        pipeline = _build(proposal)
        with threadpool_limits(limits=1):
            if self.held_out is None:
                folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
                truth = self.labels.values
                outputs = cross_val_predict(pipeline, self.train, truth, cv=folds, method="predict_proba")
                pipeline.fit(self.train, truth)
            else:
                outputs = pipeline.fit(self.train, self.labels.values).predict_proba(self.held_out)
        _write(pipeline, classes=self.labels.target.classes, folder=folder)
        return measure(self.truth, np.asarray(outputs), classes=len(self.labels.target.classes))


def _texts(frame: pd.DataFrame, request: AutoMLRequest) -> list[str]:
    if request.text not in frame.columns:
        raise DataError(f"there is no column {request.text!r} with the text")
    return [str(text) for text in frame[request.text].fillna("")]


def _build(proposal: Proposal) -> Pipeline:
    given = proposal.parameters
    words = TfidfVectorizer(
        ngram_range=(1, given["words_together"]), min_df=given["rarest"], sublinear_tf=True
    )
    if proposal.algorithm == "tfidf-bayes":
        return make_pipeline(words, ComplementNB(alpha=given["smoothing"]))
    return make_pipeline(words, LogisticRegression(C=given["strength"], max_iter=2000))


def _write(pipeline: Pipeline, *, classes: tuple[str, ...], folder: Path) -> None:
    words, model = pipeline.steps[0][1], pipeline.steps[1][1]
    weights = model.coef_ if hasattr(model, "coef_") else model.feature_log_prob_
    content = {
        "classes": classes,
        "vocabulary": {word: int(index) for word, index in words.vocabulary_.items()},
        "idf": words.idf_.tolist(),
        "words_together": words.ngram_range[1],
        "weights": weights.tolist(),
        "intercept": getattr(model, "intercept_", np.zeros(1)).tolist(),
    }
    (folder / "model").mkdir(parents=True, exist_ok=True)
    (folder / "model" / "text.json").write_text(json.dumps(content), encoding="utf-8")
    pack(folder / "model", folder / "model.tar.gz")
