"""The exported graph answers as scikit-learn does, whatever the numbers look like."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tabular.card import CategoryFeature, Feature, NumberFeature, Target
from tabular.export import ExportDiffersError, export
from tabular.fit import Fitted, fit
from tabular.target import Labels

GENERATOR = np.random.default_rng(3)
ROWS = 400


def awkward_matrix() -> Any:
    """Years, fares with two decimals, large counts, tiny shares, gaps, and a category's index."""
    columns = [
        GENERATOR.integers(1990, 2026, ROWS),
        GENERATOR.integers(100, 9999, ROWS) / 100,
        GENERATOR.integers(10**6, 10**9, ROWS),
        GENERATOR.random(ROWS) * 1e-6,
        np.where(GENERATOR.random(ROWS) < 0.2, np.nan, GENERATOR.normal(0, 1, ROWS)),
        np.where(GENERATOR.random(ROWS) < 0.1, np.nan, GENERATOR.integers(0, 3, ROWS)),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


FEATURES: tuple[Feature, ...] = (
    *(
        NumberFeature(name=name, minimum=0, maximum=1, missing=name == "gappy")
        for name in ("a", "b", "c", "d", "gappy")
    ),
    CategoryFeature(name="kind", categories=("x", "y", "z"), missing=True),
)


def labels(task: str) -> Labels:
    if task == "regression":
        return Labels(task="regression", target=Target(name="t"), values=GENERATOR.normal(1e6, 1e4, ROWS))
    classes = tuple("pqr"[: int(task)])
    values = np.arange(ROWS) % len(classes)
    return Labels(task="classification", target=Target(name="t", classes=classes), values=values)


def fitted(task: str, algorithm: str) -> tuple[Fitted, Any, int]:
    matrix, truth = awkward_matrix(), labels(task)
    return (
        fit(matrix, truth, features=FEATURES, algorithm=algorithm, seed=0),
        matrix,
        len(truth.target.classes),
    )


@pytest.mark.parametrize("algorithm", ["linear", "boosting"])
@pytest.mark.parametrize("task", ["2", "3", "regression"])
def test_onnx_equals_scikit_learn_to_five_decimals(task: str, algorithm: str) -> None:
    model, matrix, classes = fitted(task, algorithm)
    # Rows next to one another in single precision fall on both sides of every threshold a tree may have.
    near = np.concatenate(
        [matrix, np.nextafter(matrix, np.float32(np.inf)), np.nextafter(matrix, np.float32(-np.inf))]
    )
    near[:, 5] = np.tile(matrix[:, 5], 3)
    export(model, sample=near, classes=classes)


@pytest.mark.parametrize("task", ["2", "regression"])
def test_a_row_half_way_between_two_of_the_table_goes_to_the_same_side_of_a_tree(task: str) -> None:
    tenths = np.arange(100, 500, dtype=np.float32) / 10
    # Every other tenth is learnt from; a threshold then is a tenth itself, rounded otherwise than the row.
    table = np.repeat(tenths[::2], 2)[:, None]
    classes = () if task == "regression" else ("p", "q")
    steps = (np.arange(ROWS) // 4) % 2
    truth = Labels(
        task="classification" if classes else "regression",
        target=Target(name="t", classes=classes),
        values=steps if classes else steps.astype(float),
    )
    features = (NumberFeature(name="a", minimum=0, maximum=1, missing=False),)
    model = fit(table, truth, features=features, algorithm="boosting", seed=0)
    export(model, sample=tenths[:, None], classes=len(classes))


def test_a_graph_that_answers_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model, matrix, classes = fitted("2", "linear")
    exact = model.pipeline.predict_proba
    monkeypatch.setattr(model.pipeline, "predict_proba", lambda rows: exact(rows) + 2e-5, raising=False)
    with pytest.raises(ExportDiffersError, match="differs from scikit-learn by 2"):
        export(model, sample=matrix, classes=classes)


def test_the_same_rows_give_the_same_bytes() -> None:
    frame = pd.DataFrame(awkward_matrix()).fillna(0).to_numpy(dtype=np.float32)
    truth = labels("2")
    models = [fit(frame, truth, features=FEATURES, algorithm="auto", seed=1) for _ in range(2)]
    first, second = (export(model, sample=frame, classes=2) for model in models)
    assert first == second
