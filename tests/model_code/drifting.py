"""A card with a number, a gappy number and a category, and captured lines of rows with those."""

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from drift_report.captured import Observed
from drift_report.report import judge
from drift_report.result import Result
from drift_report.row import Cell, Row
from drift_report.settings import Settings
from tabular.card import Card, CategoryFeature, Data, NumberFeature, Score, Target

COLOURS = ("blue", "green", "red")
CARD = Card(
    name="mixed",
    version="7",
    description="",
    task="classification",
    algorithm="linear",
    target=Target(name="kind", classes=("no", "yes")),
    features=(
        NumberFeature(name="age", minimum=-5, maximum=5, missing=False),
        NumberFeature(name="size", minimum=-5, maximum=5, missing=True),
        CategoryFeature(name="colour", categories=COLOURS, missing=False),
    ),
    metrics={"roc_auc": 0.5},
    score=Score(name="roc_auc", value=0.5),
    data=Data(rows=10, sha256="0", source=""),
    model_sha256="0",
)
SETTINGS = Settings(minimum_rows=100)


def drawn(
    random: np.random.Generator,
    rows: int,
    *,
    shift: float = 0,
    gaps: float = 0.1,
    colours: Sequence[float] = (0.5, 0.3, 0.2),
    yes: float = 0.3,
) -> list[Row]:
    """Rows of one distribution; each argument moves one column of it."""
    found = []
    for _ in range(rows):
        size: Cell = None if random.random() < gaps else float(random.normal())
        cells = (float(random.normal()) + shift, size, str(random.choice(COLOURS, p=colours)))
        found.append(Row(cells=cells, prediction="yes" if random.random() < yes else "no"))
    return found


def compared(reference: Sequence[Row], today: Iterable[Row], settings: Settings = SETTINGS) -> Result:
    """The result of comparing rows that were read already."""
    observed = Observed(card=CARD, settings=settings)
    for row in today:
        observed.sample.add(row)
    return judge(card=CARD, reference=reference, observed=observed, settings=settings)


def line(
    instances: Any, predictions: Any = None, *, time: str = "2026-11-26T10:00:00Z", encoding: str = "BASE64"
) -> bytes:
    """One captured line as SageMaker writes it; a body that is text already stays as it is."""
    sides = {}
    for name, mode, body in (
        ("endpointInput", "INPUT", instances if isinstance(instances, str) else {"instances": instances}),
        ("endpointOutput", "OUTPUT", {"predictions": predictions}),
    ):
        text = body if isinstance(body, str) else json.dumps(body)
        data = base64.b64encode(text.encode()).decode() if encoding == "BASE64" else text
        media_type = "text/csv" if isinstance(body, str) else "application/json"
        sides[name] = {"observedContentType": media_type, "mode": mode, "data": data, "encoding": encoding}
    if predictions is None:
        del sides["endpointOutput"]
    event = {
        "captureData": sides,
        "eventMetadata": {"eventId": "e", "inferenceTime": time},
        "eventVersion": "0",
    }
    return json.dumps(event).encode()
