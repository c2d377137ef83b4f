#!/usr/bin/env python3
"""The drift job: compare what a model was asked with the rows that it was measured on.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/captured/**, JSON Lines as
SageMaker's data capture writes them, input/version/card.json and, where the version has one,
input/version/reference.csv; writes drift/drift.json and drift/report.html. Thresholds are variables
(drift_report/settings.py).
"""

import sys
from pathlib import Path

from pydantic import ValidationError

from drift_report import page, reference, result
from drift_report.captured import Observed
from drift_report.histogram import draw
from drift_report.report import judge, pairs
from drift_report.result import Result
from drift_report.row import Row
from drift_report.settings import Settings
from tabular.card import Card
from tabular.paths import ProcessingPaths


def main() -> int:
    """Run the job; returns the exit status, which is 0 whatever the verdict."""
    paths = ProcessingPaths.from_environment()
    try:
        found = run(paths.base)
    except (ValidationError, OSError, reference.BrokenReferenceError) as error:
        print(f"comparing failed: {error}", file=sys.stderr)
        return 1
    print(f"verdict={found.verdict}; drifted_share={found.drifted_share}; rows={found.rows.sampled};")
    return 0


def run(base: Path) -> Result:
    """Compare and write both files."""
    settings = Settings.from_environment()
    version = base / "input/version"
    card = Card.read(version / "card.json")
    card = card.model_copy(update={"version": settings.version or card.version})
    observed = Observed(card=card, settings=settings)
    observed.read(base / "input/captured")
    before = _reference(version, card)
    found = judge(card=card, reference=before, observed=observed, settings=settings)
    pictures = {}
    if before and found.features:
        pictures = {pair.name: draw(pair) for pair in pairs(card, before, observed.sample.items)}
    output = base / "drift"
    output.mkdir(parents=True, exist_ok=True)
    found.write(output / result.FILE)
    (output / page.FILE).write_text(page.render(found, pictures=pictures), encoding="utf-8")
    return found


def _reference(folder: Path, card: Card) -> list[Row] | None:
    path = folder / reference.FILE
    return reference.read(path, card=card) if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
