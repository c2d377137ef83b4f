"""A row without an event time of its own has that of its object in S3: of this object and no other."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

import ingest

EARLY, LATE = (datetime(2026, 11, day, 8, 0, 0, 5, tzinfo=UTC) for day in (1, 2))


class Bucket:
    """boto3's S3 client over objects by key; pages have one object each."""

    def __init__(self, objects: dict[str, datetime]) -> None:
        self._objects = objects

    def get_paginator(self, name: str) -> "Bucket":
        assert name == "list_objects_v2"
        return self

    def paginate(self, **request: str) -> list[dict[str, Any]]:
        assert request["Bucket"] == "lake"
        found = [key for key in self._objects if key.startswith(request["Prefix"])]
        return [{"Contents": [{"Key": key, "LastModified": self._objects[key]}]} for key in found] + [{}]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "processing"


def times(
    base: Path, monkeypatch: pytest.MonkeyPatch, uri: str, objects: dict[str, datetime]
) -> ingest._Times:
    config = base.parent / "config"
    config.mkdir(parents=True)
    inputs = {"ProcessingInputs": [{"InputName": "rows", "S3Input": {"S3Uri": uri}}]}
    (config / "processingjobconfig.json").write_text(json.dumps(inputs))
    monkeypatch.setattr(boto3, "client", lambda *_, **__: Bucket(objects))
    return ingest._Times(base, given=None, region="us-east-1")


def test_two_folders_with_one_file_name_have_two_times(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = {"raw/rows/x/a.csv": EARLY, "raw/rows/y/a.csv": LATE}
    found = times(base, monkeypatch, "s3://lake/raw/rows/", objects)
    rows = base / "input" / "rows"
    assert [found.of(rows / folder / "a.csv").day for folder in ("x", "y")] == [1, 2]
    assert found.of(rows / "x/a.csv").microsecond == 0
    with pytest.raises(LookupError, match=r"when a\.csv was written is not known: give --event-time"):
        found.of(rows / "a.csv")


@pytest.mark.parametrize(
    ("uri", "key", "file"),
    [
        ("s3://lake/raw/rows", "raw/rows/x/a.csv", "x/a.csv"),
        ("s3://lake/raw/rows/", "raw/rows/a.csv", "a.csv"),
        ("s3://lake/raw/rows/a.csv", "raw/rows/a.csv", "a.csv"),
        ("s3://lake/raw/ro", "raw/rows/a.csv", "rows/a.csv"),
        ("s3://lake/", "raw/rows/a.csv", "raw/rows/a.csv"),
        ("s3://lake", "a.csv", "a.csv"),
    ],
)
def test_an_object_is_found_where_sagemaker_puts_it(
    base: Path, monkeypatch: pytest.MonkeyPatch, uri: str, key: str, file: str
) -> None:
    found = times(base, monkeypatch, uri, {key: EARLY})
    assert found.of(base / "input/rows" / file) == EARLY.replace(microsecond=0)
