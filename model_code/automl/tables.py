"""One candidate of a table: fitted, exported as it would be served, measured as it would answer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from automl import STAND_IN
from automl.algorithms import SPACES, build
from automl.measures import measure
from automl.request import AutoMLRequest, Kind
from automl.search import Proposal
from tabular.artifact import pack, write_model
from tabular.card import Card, Data, Feature
from tabular.columns import describe, encode
from tabular.dataset import read_channel
from tabular.export import export
from tabular.fit import Fitted, round_to_single_precision
from tabular.metrics import measure as measure_as_ours
from tabular.predictor import Graph, Outputs
from tabular.rows import Matrix
from tabular.split import with_target
from tabular.target import Labels, encode_labels, read_labels
from tabular.training import MOST_COMPARED_ROWS

FOLDS, SEED = 5, 0


@dataclass(frozen=True, kw_only=True)
class TableProblem:
    """The rows to learn from, and those to measure on; without the latter, five folds measure."""

    request: AutoMLRequest
    features: tuple[Feature, ...]
    labels: Labels
    train: Matrix
    held_out: Matrix | None
    truth: NDArray[Any]
    data: Data
    spaces = SPACES

    @classmethod
    def read(cls, base: Path, request: AutoMLRequest) -> "TableProblem":
        """Read both channels; `DataError` says what is wrong with them."""
        source = read_channel(base / "training")
        frame = with_target(source.frame, request.target)
        task = {None: "auto", "Regression": "regression"}.get(request.kind, "classification")
        labels = read_labels(frame[request.target], task=task)  # type: ignore[arg-type]
        features, _ = describe(frame, target=request.target)
        held_out, truth = None, labels.values
        if (base / "validation").is_dir():
            other = with_target(read_channel(base / "validation").frame, request.target)
            held_out = encode(other, features)
            truth = encode_labels(other[request.target], target=labels.target)
        return cls(
            request=request,
            features=features,
            labels=labels,
            train=encode(frame, features),
            held_out=held_out,
            truth=truth,
            data=Data(rows=len(frame), sha256=source.sha256, source=f"AutoML job {request.name}"),
        )

    @property
    def kind(self) -> Kind:
        """What kind of problem the target poses."""
        kinds: dict[int, Kind] = {0: "Regression", 2: "BinaryClassification"}
        return kinds.get(len(self.labels.target.classes), "MulticlassClassification")

    def train_candidate(self, proposal: Proposal, *, folder: Path) -> dict[str, float]:
        """Fit, write `model.tar.gz` and `card.json` into `folder`, and measure."""
        target, regression = self.labels.target, not self.labels.target.classes
        mean, spread = (self.labels.values.mean(), self.labels.values.std()) if regression else (0.0, 1.0)
        fitted = Fitted(
            algorithm=proposal.algorithm,
            pipeline=build(
                proposal.algorithm,
                proposal.parameters,
                task=self.labels.task,
                features=self.features,
                seed=SEED,
            ),
            offset=float(mean),
            scale=float(spread),
            cross_validation={},
        )
        rows = self.train.astype(np.float64)
        truth = (self.labels.values - fitted.offset) / fitted.scale if regression else self.labels.values
        with threadpool_limits(limits=1):
            out_of_fold = None if self.held_out is not None else self._out_of_fold(fitted, rows, truth)
            fitted.pipeline.fit(rows, truth)
        round_to_single_precision(fitted.pipeline)
        model = export(fitted, sample=self.train[:MOST_COMPARED_ROWS], classes=len(target.classes))
        outputs = out_of_fold
        if self.held_out is not None:
            outputs = Graph(model, classes=len(target.classes)).run(self.held_out)
        assert outputs is not None  # noqa: S101 - one of the two is there
        self._write(folder, proposal=proposal, model=model, outputs=outputs)
        return measure(self.truth, outputs, classes=len(target.classes))

    def _out_of_fold(self, fitted: Fitted, rows: NDArray[np.float64], truth: NDArray[Any]) -> Outputs:
        """Predict each row by a model that has not seen it."""
        if self.labels.target.classes:
            folds: Any = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
            return np.asarray(
                cross_val_predict(fitted.pipeline, rows, truth, cv=folds, method="predict_proba")
            )
        folds = KFold(FOLDS, shuffle=True, random_state=SEED)
        values = cross_val_predict(fitted.pipeline, rows, truth, cv=folds)
        return np.asarray(values * fitted.scale + fitted.offset).reshape(-1, 1)

    def _write(self, folder: Path, *, proposal: Proposal, model: bytes, outputs: Outputs) -> None:
        metrics, score = measure_as_ours(self.truth, outputs, target=self.labels.target)
        card = Card(
            name=self.request.name,
            version=proposal.name,
            description=f"{STAND_IN}: {proposal.algorithm} {proposal.parameters}",
            task=self.labels.task,
            algorithm=proposal.algorithm,
            target=self.labels.target,
            features=self.features,
            metrics=metrics,
            score=score,
            data=self.data,
            model_sha256=hashlib.sha256(model).hexdigest(),
        )
        write_model(folder / "model", model=model, card=card)
        pack(folder / "model", folder / "model.tar.gz")
        card.write(folder / "card.json")
