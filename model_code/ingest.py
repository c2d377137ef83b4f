#!/usr/bin/env python3
"""The pipeline's ingesting step: put the rows of CSVs into a feature group, by PutRecord.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/rows/*.csv, writes rejected.csv in
rejected/, with each row's file, number and reason. Ends with 1 when more than --most-rejected of the rows are
no records, or the group cannot be reached. Running it again changes nothing: what the online store has
exactly so is not put again.
https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-ingest-data.html
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from feature_store.group import Group
from feature_store.ingesting import REJECTED, ingest, write_rejected
from feature_store.rows import Numbered, read
from feature_store.writing import PutError, Writer
from tabular.paths import ProcessingPaths

INPUT = "rows"


def main() -> int:
    """Run the step; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--group", required=True, help="the feature group, as AWS knows it")
    parser.add_argument("--event-time", type=_moment, help="ISO 8601; else when S3 got each file")
    parser.add_argument("--most-rejected", type=float, default=0.01, help="share of rows, 0 to 1")
    arguments = parser.parse_args()
    paths = ProcessingPaths.from_environment()
    region = os.environ.get("AWS_REGION")
    try:
        described = boto3.client("sagemaker", region_name=region).describe_feature_group(
            FeatureGroupName=arguments.group
        )
        group = Group.described(described)
        runtime = boto3.client("sagemaker-featurestore-runtime", region_name=region)
        times = _Times(paths.base, given=arguments.event_time, region=region)
        tally = ingest(
            _rows(paths.base / "input" / INPUT, group=group, times=times), writer=Writer(runtime, group=group)
        )
    except (PutError, ClientError, BotoCoreError, OSError, LookupError) as error:
        print(f"ingesting failed: {error}", file=sys.stderr)
        return 1
    write_rejected(tally.rejected, paths.base / "rejected" / REJECTED)
    print(tally.line())
    for row in tally.rejected[:5]:
        print(f"{row.file} row {row.number}: {row.reason}", file=sys.stderr)
    if tally.rejected_share > arguments.most_rejected:
        print(f"ingesting failed: {tally.rejected_share:.1%} of the rows are no records", file=sys.stderr)
        return 1
    return 0


class _Times:
    """The event time of each file: what was given, else when its object was written, as S3 tells.

    `base` is the job's /opt/ml/processing: an object is known by its path below the input's folder in it.
    """

    def __init__(self, base: Path, *, given: datetime | None, region: str | None) -> None:
        self._base, self._given, self._region = base, given, region
        self._listed: dict[str, datetime] | None = None

    def of(self, path: Path) -> datetime:
        """Return when a file's object was written; `LookupError` if neither S3 nor an argument says so."""
        if self._given:
            return self._given
        if self._listed is None:
            self._listed = self._list()
        name = path.relative_to(self._base / "input" / INPUT).as_posix()
        if name not in self._listed:
            raise LookupError(f"when {name} was written is not known: give --event-time")
        return self._listed[name]

    def _list(self) -> dict[str, datetime]:
        config = self._base.parent / "config" / "processingjobconfig.json"
        if not config.is_file():
            return {}
        inputs: list[dict[str, Any]] = json.loads(config.read_text(encoding="utf-8"))["ProcessingInputs"]
        uri = next(urlsplit(one["S3Input"]["S3Uri"]) for one in inputs if one["InputName"] == INPUT)
        pages = boto3.client("s3", region_name=self._region).get_paginator("list_objects_v2")
        prefix = uri.path.lstrip("/")
        found = pages.paginate(Bucket=uri.netloc, Prefix=prefix)
        # S3 keeps whole seconds of it.
        return {
            _below(each["Key"], prefix): each["LastModified"].replace(microsecond=0)
            for page in found
            for each in page.get("Contents", [])
        }


def _below(key: str, prefix: str) -> str:
    """Return where a job finds an object of an S3Prefix: below it, or below the folder that it is in."""
    folder = f"{prefix.rstrip('/')}/"
    if prefix and not key.startswith(folder):
        folder = prefix[: prefix.rfind("/") + 1]
    return key.removeprefix(folder)


def _rows(folder: Path, *, group: Group, times: _Times) -> Iterator[Numbered]:
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise FileNotFoundError(f"there is no CSV in {folder}")
    for path in files:
        print(f"{path.name}: into {group.name}")
        yield from read(path, group=group, written=times.of(path))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
