#!/usr/bin/env python3
"""Bring files from S3 before a container starts, and back while it runs: what SageMaker does for its jobs.

`s3_files.py fetch URL FOLDER ...` unpacks a .tar.gz, brings one file, or all below a URL ending in a slash.
`s3_files.py keep CHECKPOINTS URL MODEL URL` copies new checkpoints every few seconds and, when told to end,
the model, if there is one, as model.tar.gz and card.json: the folder that `lab2api deploy-model` takes.
Only the first of several pods (JOB_COMPLETION_INDEX) keeps anything: the others have the same.
"""

import contextlib
import os
import signal
import sys
import tarfile
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3

from tabular import s3_folder
from tabular.card import CARD_FILE

EVERY_SECONDS = 30.0
UNFINISHED = {".tmp", ".unfinished"}
"""How names end that get another when they are whole (text_classifier/checkpoint.py)."""


def fetch(client: Any, url: str, folder: Path) -> None:
    """Bring what is at the URL into the folder; nothing below a prefix is no error, a missing file is."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    folder.mkdir(parents=True, exist_ok=True)
    if not key.endswith("/"):
        _one(client, bucket, key, folder)
    else:
        s3_folder.download(client, bucket=bucket, prefix=key, into=folder)


def _one(client: Any, bucket: str, key: str, folder: Path) -> None:
    path = folder / Path(key).name
    client.download_file(bucket, key, str(path))
    if tarfile.is_tarfile(path):
        with tarfile.open(path) as archive:
            # `data` refuses what leads out of the folder, devices and links (Python documentation, tarfile).
            archive.extractall(folder, filter="data")
        path.unlink()


class Mirror:
    """Copies each state of a file once, known by time and size, but for UNFINISHED ones."""

    def __init__(self, client: Any, folder: Path, url: str) -> None:
        self._client, self._folder = client, folder
        self._bucket, _, self._prefix = url.removeprefix("s3://").partition("/")
        self._sent: dict[Path, tuple[int, int]] = {}

    def round(self) -> int:
        """Copy what is new and return how many files that were."""
        count = 0
        for path in sorted(self._folder.rglob("*")):
            if path.is_dir() or path.suffix in UNFINISHED:
                continue
            # The trainer deletes old checkpoints meanwhile.
            with contextlib.suppress(FileNotFoundError):
                count += self._copy(path)
        return count

    def _copy(self, path: Path) -> bool:
        found = path.stat()
        state = (found.st_mtime_ns, found.st_size)
        if self._sent.get(path) == state:
            return False
        key = f"{self._prefix}{path.relative_to(self._folder).as_posix()}"
        self._client.upload_file(str(path), self._bucket, key)
        self._sent[path] = state
        return True


def keep_model(client: Any, folder: Path, url: str) -> bool:
    """Write the model below the URL, packed as SageMaker packs it; a training that was stopped has none."""
    card = folder / CARD_FILE
    if not card.is_file():
        return False
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "model.tar.gz"
        # The pod has seconds to end in, and weights hardly get smaller: the lowest level.
        with tarfile.open(packed, "w:gz", compresslevel=1) as archive:
            archive.add(folder, arcname=".", filter=_anonymous)
        client.upload_file(str(packed), bucket, f"{prefix}{packed.name}")
    client.upload_file(str(card), bucket, f"{prefix}{CARD_FILE}")
    return True


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what is neither a file nor a folder, and whose files they were."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry if entry.isfile() or entry.isdir() else None


def keep(mirror: Mirror, *, over: threading.Event) -> None:
    """Copy in rounds until it is over, and once more then."""
    while not over.wait(EVERY_SECONDS):
        mirror.round()
    mirror.round()


def main(words: Sequence[str]) -> int:
    """Do what the first word says with the pairs after it; returns the exit status."""
    verb, *rest = words or [""]
    pairs = list(zip(rest[::2], rest[1::2], strict=False))
    known = verb == "fetch" or (verb, len(pairs)) == ("keep", 2)
    if not known or not pairs or len(rest) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    client = boto3.client("s3", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_S3"))
    if verb == "fetch":
        for url, folder in pairs:
            fetch(client, url, Path(folder))
        return 0
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    if os.environ.get("JOB_COMPLETION_INDEX", "0") != "0":
        over.wait()
        return 0
    (checkpoints, kept), (model, made) = pairs
    keep(Mirror(client, Path(checkpoints), kept), over=over)
    keep_model(client, Path(model), made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
