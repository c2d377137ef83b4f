"""The first step: the version in service, the captured objects of the window, and where all will lie."""

import hashlib
import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from drift_run.settings import Settings
from drift_run.store import Entry, Store

MOST_OBJECTS = 5_000
"""Captured objects that one job downloads; of more, every n-th, so that the whole window is in the sample."""
DRIFT, CAPTURED = "drift", "captured"


class NotServedError(RuntimeError):
    """The model has no endpoint, or a card that cannot be read: there is nothing to compare with."""


def entry_of(store: Store) -> Entry:
    """Read the entry; raises NotServedError for a model without an endpoint."""
    value = json.loads(store.entry())
    if "endpoint" not in value:
        raise NotServedError(f"the model is served as {value.get('mode')}, of which nothing is captured")
    return Entry(
        endpoint=value["endpoint"], version=value["version"], card=value["card"], since=store.since()
    )


def prepare(*, execution: str, started: str, settings: Settings, store: Store) -> dict[str, Any]:
    """Write what the job reads, and return what its state machine needs; the same execution gives the same.

    Only what the version in service was asked is compared: the window begins when it came into service.
    """
    entry = entry_of(store)
    model = settings.entry.rpartition("/")[2]
    end = datetime.fromisoformat(started).astimezone(UTC)
    start = max(
        end - timedelta(hours=settings.window_hours), entry.since.astimezone(UTC).replace(microsecond=0)
    )
    keys = [key for hour in hours(start, end) for key in store.keys(folder_of(hour, entry, settings))]
    chosen = thinned(keys)
    run = f"{end:%Y-%m-%dT%H-%M-%S}-{hashlib.sha256(execution.encode()).hexdigest()[:8]}"
    folder = f"{DRIFT}/{model}/{run}"
    answer = {
        "model": model,
        "version": entry.version,
        "folder": folder,
        "job": f"{settings.environment}-drift-{hashlib.sha256(execution.encode()).hexdigest()[:16]}",
        "window_start": start.isoformat(),
        "window_end": end.isoformat(),
        "objects": len(chosen),
        "objects_left_out": str(len(keys) - len(chosen)),
    }
    if chosen:
        _write(store, folder=folder, entry=entry, keys=chosen, bucket=settings.bucket)
    return answer


def hours(start: datetime, end: datetime) -> list[datetime]:
    """Return the beginning of each hour that the window touches: captured objects are kept by the hour."""
    first = start.replace(minute=0, second=0, microsecond=0)
    count = math.floor((end - first).total_seconds() / 3600) + 1
    return [first + timedelta(hours=number) for number in range(max(0, count))]


def folder_of(hour: datetime, entry: Entry, settings: Settings) -> str:
    """Return where SageMaker keeps what the production variant was asked in one hour."""
    return f"{CAPTURED}/{entry.endpoint}/{settings.variant}/{hour:%Y/%m/%d/%H}/"


def thinned(keys: list[str], *, most: int = MOST_OBJECTS) -> list[str]:
    """Return every n-th key, so that there are `most` at most."""
    return keys[:: max(1, math.ceil(len(keys) / most))]


def _write(store: Store, *, folder: str, entry: Entry, keys: list[str], bucket: str) -> None:
    """Keep card, reference and manifest beside the report to come: it can be made again from them."""
    card = urlsplit(entry.card)
    key = card.path.lstrip("/")
    body = store.read(card.netloc, key)
    if body is None:
        raise NotServedError(f"{entry.card} is not there: deploy the version again")
    store.write(f"{folder}/version/card.json", body)
    beside = key.rpartition("/")[0]
    reference = store.read(card.netloc, f"{beside}/reference.csv") if beside else None
    if reference is not None:
        store.write(f"{folder}/version/reference.csv", reference)
    prefix = f"{CAPTURED}/"
    manifest = [{"prefix": f"s3://{bucket}/{prefix}"}, *(key.removeprefix(prefix) for key in keys)]
    store.write(f"{folder}/manifest.json", json.dumps(manifest).encode())
