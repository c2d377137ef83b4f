"""The two estimators a table is tried with: a linear model and gradient boosting."""

from collections.abc import Sequence
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from tabular.card import CategoryFeature, Feature, Task

ALGORITHMS = ("linear", "boosting")


def build(algorithm: str, *, task: Task, features: Sequence[Feature], seed: int) -> Pipeline:
    """Build an unfitted pipeline that takes the float32 matrix of `columns.encode`."""
    if algorithm == "linear":
        model: Any = LogisticRegression(max_iter=1000) if task == "classification" else Ridge()
        return make_pipeline(linear_preparation(features), model)
    boosting = HistGradientBoostingClassifier if task == "classification" else HistGradientBoostingRegressor
    if not any(isinstance(feature, CategoryFeature) for feature in features):
        return make_pipeline(boosting(random_state=seed))
    return make_pipeline(boosting_preparation(features), boosting(random_state=seed))


def linear_preparation(features: Sequence[Feature]) -> ColumnTransformer:
    """Fill gaps by the median and scale; categories one-hot."""
    numeric = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    numbers = [at for at, feature in enumerate(features) if not isinstance(feature, CategoryFeature)]
    return ColumnTransformer([("numbers", numeric, numbers)] * bool(numbers) + _one_hot(features))


def boosting_preparation(features: Sequence[Feature]) -> ColumnTransformer:
    """Leave numbers as they are; categories one-hot."""
    numbers = [at for at, feature in enumerate(features) if not isinstance(feature, CategoryFeature)]
    # Boosting learns from gaps by itself, so numbers pass as they are.
    return ColumnTransformer([("numbers", "passthrough", numbers)] * bool(numbers) + _one_hot(features))


def _one_hot(features: Sequence[Feature]) -> list[tuple[str, Pipeline, list[int]]]:
    """One encoder a category column; a gap becomes a category of its own, one past the last index."""
    encoders = []
    for at, feature in enumerate(features):
        if isinstance(feature, CategoryFeature):
            count = len(feature.categories)
            encoder = OneHotEncoder(
                categories=[[float(index) for index in range(count + 1)]],
                sparse_output=False,
                dtype="float32",
            )
            gaps = SimpleImputer(strategy="constant", fill_value=float(count), keep_empty_features=True)
            encoders.append((f"category {at}", make_pipeline(gaps, encoder), [at]))
    return encoders
