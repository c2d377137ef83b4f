"""One drift run: the state machine is started, waited for, and its report fetched."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

import config
from cli import terminal
from cli.target import ROOT, Target

POLL_SECONDS = {True: 0.3, False: 10.0}
"""On the laptop, and in AWS, where a processing job takes minutes to start."""
LIMIT_SECONDS = {True: 120.0, False: 7_200.0}


@dataclass(frozen=True, kw_only=True)
class Report:
    """Where a report lies, here and in S3; `document` is its drift.json."""

    url: str
    path: Path
    document: dict[str, Any]


def machine_arn(target: Target) -> str:
    """Return the ARN of the machine; ends the command where the environment has none."""
    if config.load(target.environment).drift is None:
        terminal.stop(
            f"{target.environment} measures no drift",
            hint=f"Add [drift] to config/environments/{target.environment}.toml; prod.toml shows it.",
        )
    try:
        return target.outputs("Drift")["DriftMachineArn"]
    except ClientError as error:
        terminal.stop(f"the stack {target.stack('Drift')} is not deployed: {error}")


def run(target: Target) -> dict[str, Any]:
    """Start the machine and return its output; a failed run ends the command with the reason."""
    states = target.client("stepfunctions")
    arn = states.start_execution(stateMachineArn=machine_arn(target), input="{}")["executionArn"]
    pause = POLL_SECONDS[target.local]
    for _ in range(round(LIMIT_SECONDS[target.local] / pause)):
        found = states.describe_execution(executionArn=arn)
        if found["status"] != "RUNNING":
            break
        time.sleep(pause)
    if found["status"] == "SUCCEEDED":
        output: dict[str, Any] = json.loads(found["output"])
        return output | {"run": arn}
    terminal.stop(f"the drift run {found['status']}: {found.get('error', '')} {found.get('cause', '')}")


def fetch(target: Target, url: str) -> Report:
    """Save a report and its drift.json below build/drift/; returns both."""
    location = urlsplit(url)
    folder = location.path.strip("/").rpartition("/")[0]
    into = ROOT / "build" / target.environment / folder
    into.mkdir(parents=True, exist_ok=True)
    s3 = target.client("s3")
    for name in ("report.html", "drift.json"):
        s3.download_file(location.netloc, f"{folder}/{name}", str(into / name))
    document: dict[str, Any] = json.loads((into / "drift.json").read_text(encoding="utf-8"))
    return Report(url=url, path=into / "report.html", document=document)


def newest(target: Target) -> str | None:
    """Return the address of the newest report, or None where there is none: names are moments."""
    machine_arn(target)
    bucket = target.outputs("Data")["CuratedBucketName"]
    prefix = f"drift/{config.load(target.environment).training.model}/"
    pages = target.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    reports = sorted(key for key in keys if key.endswith("/report.html"))
    return f"s3://{bucket}/{reports[-1]}" if reports else None
