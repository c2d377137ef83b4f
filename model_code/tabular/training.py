"""From a training CSV to a model directory: read, split, fit, measure, export, write."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from tabular.card import Card, Data, Feature
from tabular.columns import LeftOut, describe, encode
from tabular.dataset import read_channel
from tabular.export import export
from tabular.fit import fit
from tabular.hyperparameters import Hyperparameters
from tabular.metrics import measure
from tabular.paths import TrainingPaths
from tabular.predictor import Graph, Outputs
from tabular.rows import Matrix
from tabular.split import TEST_SHARE, with_target
from tabular.target import Labels, encode_labels, read_labels

MOST_COMPARED_ROWS = 20_000


@dataclass(frozen=True, kw_only=True)
class Table:
    """A training table, described and encoded, in rows to learn from and rows held out."""

    features: tuple[Feature, ...]
    left_out: tuple[LeftOut, ...]
    labels: Labels
    train: Matrix
    test: Matrix
    test_truth: NDArray[Any]
    data: Data


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training run made: the model's bytes, its card, and how it was chosen."""

    model: bytes
    card: Card
    table: Table
    outputs: Outputs
    cross_validation: dict[str, float]


def train(paths: TrainingPaths, hyperparameters: Hyperparameters) -> Trained:
    """Train on the `train` channel; measure on the `test` channel, or on a fifth of the rows held out.

    The model that was measured is the one that is returned: it is not fitted again on the held-out rows.
    """
    table = read_table(paths, hyperparameters)
    fitted = fit(
        table.train,
        table.labels,
        features=table.features,
        algorithm=hyperparameters.algorithm,
        seed=hyperparameters.seed,
    )
    target = table.labels.target
    sample = np.concatenate([table.train, table.test])[:MOST_COMPARED_ROWS]
    model = export(fitted, sample=sample, classes=len(target.classes))
    outputs = Graph(model, classes=len(target.classes)).run(table.test)
    metrics, score = measure(table.test_truth, outputs, target=target)
    card = Card(
        **hyperparameters.model_dump(include={"name", "version", "description"}),
        task=table.labels.task,
        algorithm=fitted.algorithm,
        target=target,
        features=table.features,
        metrics=metrics,
        score=score,
        data=table.data,
        model_sha256=hashlib.sha256(model).hexdigest(),
    )
    return Trained(
        model=model, card=card, table=table, outputs=outputs, cross_validation=fitted.cross_validation
    )


def read_table(paths: TrainingPaths, hyperparameters: Hyperparameters) -> Table:
    """Read and encode the training channel, and the held-out rows."""
    target = hyperparameters.target
    dataset = read_channel(paths.train)
    frame = with_target(dataset.frame, target)
    labels = read_labels(frame[target], task=hyperparameters.task)
    features, left_out = describe(frame, target=target)
    matrix = encode(frame, features)
    if paths.test.is_dir():
        held_out = with_target(read_channel(paths.test).frame, target)
        rows = (matrix, encode(held_out, features), labels.values)
        truth = encode_labels(held_out[target], target=labels.target)
    else:
        *rows, truth = train_test_split(
            matrix,
            labels.values,
            test_size=TEST_SHARE,
            random_state=hyperparameters.seed,
            stratify=labels.values if labels.target.classes else None,
        )
    return Table(
        features=features,
        left_out=left_out,
        labels=replace(labels, values=rows[2]),
        train=rows[0],
        test=rows[1],
        test_truth=truth,
        data=Data(rows=len(frame), sha256=dataset.sha256, source=hyperparameters.source),
    )
