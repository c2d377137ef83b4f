"""Lines of SageMaker's data capture as rows; what cannot be read is counted by its reason, never hidden.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
"""

import base64
import binascii
import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drift_report.reservoir import Reservoir
from drift_report.row import Cell, MalformedError, Row, read_row
from drift_report.settings import Settings
from tabular.card import Card
from tabular.problem import RequestError
from tabular.text_rows import read_text_rows

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes. A request of SageMaker's largest body, 25 MB, is 34 MB in Base64, and so is its answer."""


class Observed:
    """A sample of the rows of the window, and how many lines and rows there were of which kind."""

    def __init__(self, *, card: Card, settings: Settings) -> None:
        self._card, self._settings = card, settings
        self.sample: Reservoir[Row] = Reservoir()
        self.lines = self.outside = self.unanswered = 0
        self.malformed: Counter[str] = Counter()

    def read(self, folder: Path) -> None:
        """Read every file below `folder`, one line at a time."""
        files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        for path in files:
            with path.open("rb") as file:
                self.add(_lines(file))

    def add(self, lines: Iterable[bytes]) -> None:
        """Read lines; a line that is no captured request leaves its reason in `malformed`."""
        for line in lines:
            if not line.strip():
                continue
            self.lines += 1
            try:
                self._add(line)
            except (ValueError, TypeError, LookupError, RecursionError, RequestError, csv.Error) as error:
                self.malformed[_reason(error)] += 1

    def _add(self, line: bytes) -> None:
        if len(line) > LONGEST_LINE:
            raise MalformedError(f"the line is longer than {LONGEST_LINE} bytes")
        event = json.loads(line)
        moment = datetime.fromisoformat(event["eventMetadata"]["inferenceTime"])
        if not self._settings.contains(moment if moment.tzinfo else moment.replace(tzinfo=UTC)):
            self.outside += 1
            return
        data = event["captureData"]
        rows = [read_row(instance, self._card.features) for instance in self._instances(data)]
        answers = self._answers(data.get("endpointOutput"), rows=len(rows))
        for cells, prediction in zip(rows, answers, strict=True):
            self.unanswered += prediction is None
            self.sample.add(Row(cells=cells, prediction=prediction))

    def _instances(self, data: dict[str, Any]) -> list[Any]:
        body, csv_text = _body(data["endpointInput"])
        if csv_text:
            return read_text_rows(body, self._card.features)
        instances = json.loads(body)["instances"]
        if not isinstance(instances, list) or not instances:
            raise MalformedError("the request has no instances")
        return instances

    def _answers(self, output: dict[str, Any] | None, *, rows: int) -> list[Cell]:
        """Return a prediction a row; an answer that is not there, or fits no rows, is none for each."""
        if output is None:
            return [None] * rows
        body, csv_text = _body(output)
        predictions: list[Cell]
        if csv_text:
            table = csv.reader(io.StringIO(body.decode()))
            predictions = [self._cell(row[0]) for row in table if row]
        else:
            said = json.loads(body)["predictions"]
            predictions = [
                self._cell(each["label" if self._card.target.classes else "value"]) for each in said
            ]
        return predictions if len(predictions) == rows else [None] * rows

    def _cell(self, value: object) -> Cell:
        return str(value) if self._card.target.classes else float(str(value))


def _body(side: dict[str, Any]) -> tuple[bytes, bool]:
    """Return a request's or answer's bytes, and whether they are CSV."""
    text, media_type = side["data"], str(side.get("observedContentType", ""))
    if side.get("encoding") == "BASE64":
        try:
            return base64.b64decode(text, validate=True), media_type.lower().startswith("text/csv")
        except binascii.Error as error:
            raise MalformedError("the data are not Base64") from error
    return str(text).encode(), side.get("encoding") == "CSV" or media_type.lower().startswith("text/csv")


def _lines(file: Any) -> Iterator[bytes]:
    """Yield lines; one without an end is given up after LONGEST_LINE, so that memory stays bounded."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line


def _reason(error: Exception) -> str:
    """Return one of few reasons: what an error says may hold data, and be another for every line."""
    if isinstance(error, MalformedError):
        return str(error)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "not JSON in UTF-8"
    if isinstance(error, RequestError | csv.Error):
        return "the CSV of the request cannot be read"
    return "not the shape of a captured request"
