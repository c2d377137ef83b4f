"""Captured answers, read from S3 and joined: one request, what production said and what the shadow said.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cli.shadow.endpoint import Shadowed, hours_folder


class Prediction(BaseModel):
    """What a model says of a row: a label with probabilities, or a value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str | None = None
    probabilities: dict[str, float] = Field(default_factory=dict)
    value: float | None = None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    predictions: list[Prediction]


@dataclass(frozen=True, kw_only=True)
class Captured:
    """Answers by request; `unreadable` counts lines that are no predictions."""

    answers: dict[str, list[Prediction]]
    unreadable: int = 0


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Rows that both variants answered; `alone` counts requests that only one of them has."""

    rows: list[tuple[Prediction, Prediction]]
    requests: int
    alone: int
    unreadable: int


def read(*, s3: Any, shadowed: Shadowed, start: datetime, end: datetime, most: int) -> Pairs:
    """Read what was captured between two moments, at most `most` requests of each variant."""
    production, shadow = (
        _captured(s3, shadowed=shadowed, variant=variant, start=start, end=end, most=most)
        for variant in (shadowed.production, shadowed.shadow)
    )
    both = production.answers.keys() & shadow.answers.keys()
    rows: list[tuple[Prediction, Prediction]] = []
    uneven = 0
    for request in sorted(both):
        ours, theirs = production.answers[request], shadow.answers[request]
        if len(ours) != len(theirs):
            uneven += 1
            continue
        rows.extend(zip(ours, theirs, strict=True))
    return Pairs(
        rows=rows,
        requests=len(both) - uneven,
        alone=len(production.answers.keys() ^ shadow.answers.keys()),
        unreadable=production.unreadable + shadow.unreadable + uneven,
    )


def _captured(
    s3: Any, *, shadowed: Shadowed, variant: str, start: datetime, end: datetime, most: int
) -> Captured:
    answers: dict[str, list[Prediction]] = {}
    unreadable = 0
    for line in _lines(s3, *shadowed.folder(variant), start=start, end=end):
        try:
            event = json.loads(line)
            moment = datetime.fromisoformat(event["eventMetadata"]["inferenceTime"])
            if not start <= moment <= end:
                continue
            answers[_request(event)] = _predictions(event["captureData"]["endpointOutput"])
        except (ValueError, KeyError, ValidationError):
            unreadable += 1
        if len(answers) >= most:
            break
    return Captured(answers=answers, unreadable=unreadable)


def _lines(s3: Any, bucket: str, prefix: str, *, start: datetime, end: datetime) -> Iterator[str]:
    """Yield the lines of every hour's files, the newest hour first."""
    hour = end.replace(minute=0, second=0, microsecond=0)
    while hour > start - timedelta(hours=1):
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=f"{prefix}{hours_folder(hour)}/"
        )
        for item in (item for page in pages for item in page.get("Contents", [])):
            body = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read().decode()
            yield from (line for line in body.splitlines() if line.strip())
        hour -= timedelta(hours=1)


def _request(event: dict[str, Any]) -> str:
    metadata = event["eventMetadata"]
    return str(metadata.get("inferenceId") or metadata["eventId"])


def _predictions(output: dict[str, Any]) -> list[Prediction]:
    text = output["data"]
    if output.get("encoding") == "BASE64":
        text = base64.b64decode(text, validate=True).decode()
    return _Answer.model_validate_json(text).predictions
