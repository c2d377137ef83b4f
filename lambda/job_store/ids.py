"""The id and the folder of a job: a repeated request derives the same id, and so finds its job again."""

import hashlib
import json
import re
from collections.abc import Sequence

ID_PATTERN = r"^[0-9a-f]{32}$"
ROOT = "jobs/"
"""Expires by lifecycle, a result a fixed number of days after it was written."""


def folder(job_id: str) -> str:
    """Return the job's folder in the bucket."""
    return f"{ROOT}{job_id}/"


def is_job_id(text: str) -> bool:
    """Tell whether a job could have this id."""
    return re.fullmatch(ID_PATTERN, text) is not None


def fingerprint(parts: Sequence[bytes]) -> str:
    """Hash what was asked for; every part counts with its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def job_id(*, caller: str, kind: str, key: str | None, fingerprint: str, generation: int = 0) -> str:
    """Derive the id from the client's Idempotency-Key, else from what was asked for; callers never share.

    `generation` counts the jobs of the same name that have failed before.
    """
    named = json.dumps([caller, kind, "key" if key else "content", key or fingerprint, generation])
    return hashlib.sha256(named.encode()).hexdigest()[:32]
