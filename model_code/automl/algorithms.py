"""The algorithms that a table is tried with; each can be exported as ONNX, so each can be served."""

from collections.abc import Sequence
from typing import Any

import flaml.tune.sample as tune
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline, make_pipeline

from automl.search import Space
from tabular.card import Feature, Task
from tabular.estimators import boosting_preparation, linear_preparation

SPACES = {
    "linear": Space(domain={"strength": tune.loguniform(0.001, 1000)}, first={"strength": 1.0}),
    "boosting": Space(
        domain={
            "rate": tune.loguniform(0.01, 0.5),
            "iterations": tune.randint(20, 300),
            "leaves": tune.randint(4, 64),
            "rows_a_leaf": tune.randint(2, 40),
        },
        first={"rate": 0.1, "iterations": 100, "leaves": 31, "rows_a_leaf": 20},
    ),
    "forest": Space(
        domain={
            "trees": tune.randint(20, 300),
            "share_of_features": tune.uniform(0.05, 1.0),
            "rows_a_leaf": tune.randint(1, 20),
        },
        first={"trees": 100, "share_of_features": 0.3, "rows_a_leaf": 1},
    ),
    "neighbors": Space(
        domain={"neighbors": tune.randint(1, 40), "power": tune.choice([1, 2])},
        first={"neighbors": 10, "power": 2},
    ),
}


def build(
    algorithm: str, parameters: dict[str, Any], *, task: Task, features: Sequence[Feature], seed: int
) -> Pipeline:
    """Build an unfitted pipeline that takes the float32 matrix of `tabular.columns.encode`."""
    classes, prepared = task == "classification", linear_preparation(features)
    if algorithm == "linear":
        strength = parameters["strength"]
        model: Any = LogisticRegression(C=strength, max_iter=2000) if classes else Ridge(alpha=1.0 / strength)
    elif algorithm == "boosting":
        boosting = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
        prepared = boosting_preparation(features)
        model = boosting(
            learning_rate=parameters["rate"],
            max_iter=parameters["iterations"],
            max_leaf_nodes=parameters["leaves"],
            min_samples_leaf=parameters["rows_a_leaf"],
            random_state=seed,
        )
    elif algorithm == "forest":
        forest = RandomForestClassifier if classes else RandomForestRegressor
        model = forest(
            n_estimators=parameters["trees"],
            max_features=parameters["share_of_features"],
            min_samples_leaf=parameters["rows_a_leaf"],
            random_state=seed,
        )
    else:
        neighbors = KNeighborsClassifier if classes else KNeighborsRegressor
        model = neighbors(n_neighbors=parameters["neighbors"], p=parameters["power"])
    return make_pipeline(prepared, model)
