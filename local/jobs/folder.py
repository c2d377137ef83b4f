"""A job's `/opt/ml`: a folder of its own below the state folder, gone when the job has ended."""

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.settings import Settings

CONTAINER_BASE = "/opt/ml"


@contextmanager
def job_folder(settings: Settings, *, job: str) -> Iterator[Path]:
    """Make an empty folder that stands for `/opt/ml`."""
    base = settings.state / "jobs" / f"{job}-{uuid.uuid4().hex[:8]}"
    base.mkdir(parents=True)
    try:
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


def inside(base: Path, path: str) -> Path:
    """Return where `/opt/ml/...` of the container lies; `ValueError` for a path elsewhere."""
    relative = Path(path).relative_to(CONTAINER_BASE)
    if ".." in relative.parts:
        raise ValueError(f"{path!r} leaves {CONTAINER_BASE}")
    return base / relative


def write_json(path: Path, content: Any) -> None:
    """Write one of the configuration files that SageMaker puts into the container."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, default=str), encoding="utf-8")


def reason_left(base: Path, *, otherwise: str) -> str:
    """Return why the code says it failed: `output/failure` or `output/message`, else the end of its log."""
    for name in ("failure", "message"):
        path = base / "output" / name
        if path.is_file() and (text := path.read_text(encoding="utf-8", errors="replace").strip()):
            return text
    return otherwise or "the container printed nothing; see its log group"
