"""Asks Service Quotas, once an hour: a whole service at a time, because its quotas are found by name."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import boto3
from pydantic import BaseModel, ConfigDict

from cli.quotas.listed import Listed, Row
from cli.target import Target
from config.quotas import Quota

HOUR = 3600
GLOBAL = {"iam": "us-east-1"}
"""Services whose quotas are those of all regions, and where to ask for them."""
Operation = Literal["list_service_quotas", "list_aws_default_service_quotas"]


class Kept(BaseModel):
    """What is kept of an answer, in AWS's own keys."""

    model_config = ConfigDict(populate_by_name=True)

    read: date
    rows: tuple[Row, ...]


def has_credentials() -> bool:
    """Tell whether boto3 finds any; whether they are good only a call tells."""
    return boto3.Session().get_credentials() is not None


def account(target: Target, quotas: Collection[Quota]) -> Listed:
    """Return the values of every service that the quotas are of."""
    applied: tuple[Row, ...] = ()
    defaults: tuple[Row, ...] = ()
    read = datetime.now(tz=UTC).date()
    for service in sorted({quota.service_code for quota in quotas}):
        kept = _ask(target, service, "list_service_quotas")
        applied, read = (*applied, *kept.rows), min(read, kept.read)
        names = {row.name for row in kept.rows}
        if any(quota.name not in names for quota in quotas if quota.service_code == service):
            defaults = (*defaults, *_ask(target, service, "list_aws_default_service_quotas").rows)
    return Listed(applied=applied, defaults=defaults, read=read)


def _ask(target: Target, service: str, operation: Operation) -> Kept:
    path = _folder(target) / f"{service}-{operation}.json"
    if path.exists() and time.time() - path.stat().st_mtime < HOUR:
        return Kept.model_validate_json(path.read_text(encoding="utf-8"))
    there = replace(target, region=GLOBAL.get(service, target.region))
    pages = there.client("service-quotas").get_paginator(operation).paginate(ServiceCode=service)
    rows: list[dict[str, Any]] = [row for page in pages for row in page["Quotas"] if "Value" in row]
    kept = Kept(read=datetime.now(tz=UTC).date(), rows=tuple(Row.model_validate(row) for row in rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(kept.model_dump_json(by_alias=True), encoding="utf-8")
    return kept


def _folder(target: Target) -> Path:
    """Name a folder for these credentials, region and endpoint: another account's values are never taken."""
    credentials = boto3.Session().get_credentials()
    key = credentials.access_key if credentials else ""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_SERVICE_QUOTAS", "")
    name = hashlib.sha256(f"{key} {target.region} {endpoint}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "lab2api" / "quotas" / name
