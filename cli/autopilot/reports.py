"""The comparison reports in the artifacts bucket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

import config
from cli import terminal
from cli.target import Target


def prefix(target: Target) -> str:
    """Return where the reports of the trained model lie."""
    return f"autopilot/{config.load(target.environment).training.model}/"


def newest(target: Target) -> str:
    """Return the execution of the newest report."""
    bucket = target.outputs("Data")["ArtifactsBucketName"]
    pages = (
        target.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix(target))
    )
    found = [
        (row["LastModified"], row["Key"].split("/")[-2])
        for page in pages
        for row in page.get("Contents", [])
        if row["Key"].endswith("/report.json")
    ]
    if not found:
        terminal.stop(
            f"{target.environment} has no report of Autopilot", hint="Make one: lab2api autopilot run"
        )
    return str(max(found)[1])


def read(target: Target, *, execution: str) -> dict[str, Any]:
    """Return report.json of an execution."""
    report: dict[str, Any] = json.loads(_object(target, f"{execution}/report.json"))
    return report


def save(target: Target, *, execution: str, into: Path) -> None:
    """Write the HTML to a file."""
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(_object(target, f"{execution}/report.html"))


def _object(target: Target, name: str) -> bytes:
    bucket, key = target.outputs("Data")["ArtifactsBucketName"], prefix(target) + name
    s3 = target.client("s3")
    try:
        return bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        reason = error.response["Error"]["Message"]
        terminal.stop(f"s3://{bucket}/{key}: {reason}", hint="Make a report: lab2api autopilot run")
