"""The last step: what the job found, small enough for a state machine."""

import json
from typing import Any

from drift_run.settings import Settings
from drift_run.store import Store


class NoResultError(RuntimeError):
    """The job ended well and left no result."""


def conclude(*, folder: str, settings: Settings, store: Store) -> dict[str, Any]:
    """Read `drift.json`; `measured` says whether there is a share to tell, which is 0 otherwise."""
    body = store.read(settings.bucket, f"{folder}/drift.json")
    if body is None:
        raise NoResultError(f"{folder}/drift.json is not there")
    found = json.loads(body)
    share = found["drifted_share"]
    return {
        "verdict": found["verdict"],
        "why": found["why"],
        "measured": share is not None,
        "drifted_share": share or 0.0,
        "rows": found["rows"]["sampled"],
        "malformed": sum(found["rows"]["malformed"].values()),
        "report": f"s3://{settings.bucket}/{folder}/report.html",
    }
