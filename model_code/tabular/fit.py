"""Choose an algorithm by cross-validation and fit it, the same way on every machine."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from tabular.card import Feature
from tabular.estimators import ALGORITHMS, build
from tabular.metrics import score_name
from tabular.rows import Matrix
from tabular.target import Labels

FOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A fitted pipeline; for a regression it predicts (value - offset) / scale."""

    algorithm: str
    pipeline: Pipeline
    offset: float
    scale: float
    cross_validation: dict[str, float]


def fit(
    matrix: Matrix, labels: Labels, *, features: tuple[Feature, ...], algorithm: str, seed: int
) -> Fitted:
    """Fit `algorithm`, or for `auto` the better of both by the task's score over five folds."""
    offset, scale = (0.0, 1.0) if labels.target.classes else _standard(labels.values)
    truth = labels.values if labels.target.classes else (labels.values - offset) / scale
    rows = matrix.astype(np.float64)
    candidates = ALGORITHMS if algorithm == "auto" else (algorithm,)
    pipelines = {name: build(name, task=labels.task, features=features, seed=seed) for name in candidates}
    # One thread: sums in another order would give other bytes, and small tables gain nothing from more.
    with threadpool_limits(limits=1):
        scores = {name: _cross_validate(pipelines[name], rows, truth, labels, seed) for name in candidates}
        best = max(candidates, key=scores.__getitem__)
        pipeline = pipelines[best].fit(rows, truth)
    round_to_single_precision(pipeline)
    return Fitted(algorithm=best, pipeline=pipeline, offset=offset, scale=scale, cross_validation=scores)


def _standard(values: NDArray[Any]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values))


def _cross_validate(
    pipeline: Pipeline, rows: NDArray[np.float64], truth: NDArray[Any], labels: Labels, seed: int
) -> float:
    if labels.target.classes:
        rarest = int(np.unique(truth, return_counts=True)[1].min())
        folds: Any = StratifiedKFold(min(FOLDS, rarest), shuffle=True, random_state=seed)
    else:
        folds = KFold(FOLDS, shuffle=True, random_state=seed)
    scores = cross_val_score(pipeline, rows, truth, cv=folds, scoring=score_name(labels.target))
    return round(float(scores.mean()), 6)


def round_to_single_precision(pipeline: Pipeline) -> None:
    """Round a linear model's weights and the thresholds of trees to the float32 the ONNX graph holds.

    Two reasons: the exported model then equals this one, and the last bits of a double, which differ between
    processors' BLAS kernels, do not reach the artifact.
    """
    for step in _steps(pipeline):
        if isinstance(step, StandardScaler):
            step.mean_, step.scale_ = _single(step.mean_), _single(step.scale_)
        elif isinstance(step, LogisticRegression | Ridge):
            step.coef_, step.intercept_ = _single(step.coef_), _single(step.intercept_)
        elif isinstance(step, HistGradientBoostingClassifier | HistGradientBoostingRegressor):
            # A threshold lies half-way between two values of the table, where a row to predict may lie too:
            # there the double and the float32 send it to different sides. scikit-learn gives no other way.
            for tree in (tree for trees in step._predictors for tree in trees):  # noqa: SLF001
                tree.nodes["num_threshold"] = _single(tree.nodes["num_threshold"])


def _steps(pipeline: Pipeline) -> list[BaseEstimator]:
    found: list[BaseEstimator] = []
    for _, step in pipeline.steps:
        parts = [part for _, part, _ in getattr(step, "transformers_", ())] or [step]
        for part in parts:
            found.extend(_steps(part) if isinstance(part, Pipeline) else [part])
    return found


def _single(values: Any) -> Any:
    return np.asarray(values, dtype=np.float32).astype(np.float64)
