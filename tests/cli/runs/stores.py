"""File stores as trainings leave them, and an account that has some in its bucket."""

from __future__ import annotations

from pathlib import Path

from tabular.card import Card
from tests.model_code.jobs import STARTER
from tracking.keep import Kept, keep
from tracking.record import record_of

TRAINED = Card.read(STARTER / "card.json")


def trained(
    folder: Path,
    *,
    execution: str,
    score: float = 0.9,
    algorithm: str = "linear",
    model: str = "breast-cancer",
) -> Kept:
    """Write one run into the file store at `folder`."""
    card = TRAINED.model_copy(
        update={
            "name": model,
            "algorithm": algorithm,
            "metrics": {"roc_auc": score},
            "score": TRAINED.score.model_copy(update={"value": score}),
        }
    )
    files = (STARTER / "card.json",)
    record = record_of(execution=execution, trained=card, seed=0, files=files)
    return keep(record, server=None, file_store=folder)
