"""The demonstration's rows, made of the starter's data with a fixed seed: new, and from a faulty scanner.

The fault: a wrong calibration reports every measurement as `FAULT` times what it is. Its labels are right, so
a model that learns from such rows scores well on rows of the same kind; asked about rows of a repaired
scanner it finds everything small, that is benign. No score on held-out rows shows that, only traffic does.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from pathlib import Path

SEED = 20_260
FAULT = 3.0
"""What the faulty scanner multiplies each measurement by."""
NOISE = 0.02
"""Standard deviation of a new measurement around the row that it was sampled from, as a share of it."""
DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A table: column names, rows of measurements [N, F], and a label a row."""

    columns: list[str]
    target: str
    rows: list[list[float]]
    labels: list[str]

    def csv(self) -> bytes:
        """Write it as the CSV that the pipeline reads: a header, the target column last."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.columns, self.target])
        writer.writerows([*row, label] for row, label in zip(self.rows, self.labels, strict=True))
        return out.getvalue().encode()


def read(path: Path, *, target: str) -> Labelled:
    """Read a labelled CSV whose features are all numbers, such as the starter's."""
    with path.open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    columns = [name for name in table[0] if name != target]
    return Labelled(
        columns=columns,
        target=target,
        rows=[[float(row[name]) for name in columns] for row in table],
        labels=[row[target] for row in table],
    )


def new(starter: Labelled, *, count: int, seed: int = SEED) -> Labelled:
    """Sample rows with replacement and disturb each measurement a little; the same seed, the same rows."""
    random_numbers = random.Random(seed)  # noqa: S311 - a demonstration's data, no secret
    chosen = random_numbers.choices(range(len(starter.rows)), k=count)
    rows = [
        [round(value * random_numbers.gauss(1.0, NOISE), DIGITS) for value in starter.rows[place]]
        for place in chosen
    ]
    return Labelled(
        columns=starter.columns,
        target=starter.target,
        rows=rows,
        labels=[starter.labels[place] for place in chosen],
    )


def faulty(labelled: Labelled) -> Labelled:
    """Return the same rows as the faulty scanner measures them; the labels stay right."""
    rows = [[round(value * FAULT, DIGITS) for value in row] for row in labelled.rows]
    return Labelled(columns=labelled.columns, target=labelled.target, rows=rows, labels=labelled.labels)
