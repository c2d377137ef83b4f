"""`reference.csv`: the rows that a version was measured on, with what it predicted for them.

They are held-out rows: of the same origin as the training rows, but the model has not seen them, so that its
predictions on them are as sure as those on new rows. A column a feature in card order, then the prediction.
"""

import csv
from pathlib import Path

import numpy as np

from drift_report.row import Cell, Row, read_cell
from tabular.card import Card, CategoryFeature, Feature
from tabular.predictor import Outputs
from tabular.rows import Matrix

FILE = "reference.csv"
MOST_ROWS = 5_000
SEED = 5
PREDICTION = "prediction"


class BrokenReferenceError(ValueError):
    """The file does not belong to the card beside it."""


def write(path: Path, *, card: Card, matrix: Matrix, outputs: Outputs) -> int:
    """Write at most MOST_ROWS rows, drawn with a fixed seed; returns how many."""
    chosen = np.arange(len(matrix))
    if len(chosen) > MOST_ROWS:
        chosen = np.sort(np.random.default_rng(SEED).choice(chosen, size=MOST_ROWS, replace=False))
    classes = card.target.classes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(feature.name for feature in card.features), PREDICTION])
        for number in chosen:
            said = classes[int(outputs[number].argmax())] if classes else str(outputs[number][0])
            cells = (_text(value, f) for value, f in zip(matrix[number], card.features, strict=True))
            writer.writerow([*cells, said])
    return len(chosen)


def read(path: Path, *, card: Card) -> list[Row]:
    """Read the rows; raises BrokenReferenceError where the columns are not the card's."""
    names = [*(feature.name for feature in card.features), PREDICTION]
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file)
        if next(table, None) != names:
            raise BrokenReferenceError(f"{path.name} has other columns than card.json: write it again")
        return [_row(line, card, number) for number, line in enumerate(table, start=2)]


def _row(line: list[str], card: Card, number: int) -> Row:
    if len(line) != len(card.features) + 1:
        raise BrokenReferenceError(f"{FILE}, line {number}: {len(line)} cells")
    try:
        cells = tuple(_cell(text, feature) for text, feature in zip(line[:-1], card.features, strict=True))
        return Row(cells=cells, prediction=line[-1] if card.target.classes else float(line[-1]))
    except ValueError as error:
        raise BrokenReferenceError(f"{FILE}, line {number}: {error}") from error


def _cell(text: str, feature: Feature) -> Cell:
    if not text:
        return None
    return read_cell(text if isinstance(feature, CategoryFeature) else float(text), feature)


def _text(value: np.float32, feature: Feature) -> str:
    if np.isnan(value):
        return ""
    return feature.categories[int(value)] if isinstance(feature, CategoryFeature) else str(value)
