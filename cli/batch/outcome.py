"""The answers of a job as two files: predictions, and the rows that have none with the reason."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli import terminal
from cli.batch.rows import WHOLE_ROW, Failure, Sent

PREDICTIONS, FAILED = "predictions.csv", "failed.csv"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How many rows were predicted, and those that were not."""

    predicted: int
    failures: list[Failure]


def write(answers: Iterable[str], *, sent: Sent, card: dict[str, Any], folder: Path) -> Outcome:
    """Write both files. Ends the command when there is not one answer for each row that was sent."""
    folder.mkdir(parents=True, exist_ok=True)
    failures, predicted = list(sent.failures), 0
    classes = list(card["target"]["classes"])
    with (folder / PREDICTIONS).open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["row", *(["label", *classes] if classes else ["value"])])
        for number, answer in _answered(answers, sent):
            if failure := _failure(number, answer):
                failures.append(failure)
                continue
            table.writerow([number, *_cells(answer["prediction"], classes)])
            predicted += 1
    failures.sort(key=lambda failure: failure.row)
    _write_failures(folder / FAILED, failures)
    return Outcome(predicted=predicted, failures=failures)


def _answered(answers: Iterable[str], sent: Sent) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = [line for line in answers if line.strip()]
    if len(lines) != len(sent.numbers):
        terminal.stop(
            f"the job answered {len(lines)} lines for {len(sent.numbers)} rows",
            hint="Which answer belongs to which row cannot be told, so none is written.",
        )
    return zip(sent.numbers, map(json.loads, lines), strict=True)


def _failure(number: int, answer: dict[str, Any]) -> Failure | None:
    if "prediction" in answer:
        return None
    error = answer.get("error", {})
    return Failure(
        row=number,
        field=str(error.get("field", WHOLE_ROW)),
        message=str(error.get("message", "the model gave no reason")),
    )


def _cells(prediction: dict[str, Any], classes: list[str]) -> list[Any]:
    if not classes:
        return [prediction["value"]]
    return [prediction["label"], *(prediction["probabilities"][name] for name in classes)]


def _write_failures(path: Path, failures: list[Failure]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["row", "field", "message"])
        table.writerows([failure.row, failure.field, failure.message] for failure in failures)
