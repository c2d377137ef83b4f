"""Checkpoints: whole or not there, told apart by what they were made from, the last few kept.

A file is one line of JSON (what it was made from, size and hash of the rest) and what torch.save wrote. It
is written under another name and renamed, so that a kill leaves the last one as it was. SageMaker copies the
folder to S3 while the job runs and back when a spot instance returns; a file that was cut on the way is told
by its hash, and the one before is taken.
https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

PATTERN = "step-*.checkpoint"


class OtherTrainingError(ValueError):
    """A checkpoint is of other settings or other data; the message says which."""


class OtherCheckpointsError(RuntimeError):
    """The processes do not find the same checkpoint, so that they cannot go on together."""


class TornError(ValueError):
    """A checkpoint is not whole."""


class Checkpoints:
    """Those of one training, which `made_from` describes: settings by name, and hash of the data."""

    def __init__(self, directory: Path, *, made_from: Mapping[str, object], kept: int) -> None:
        self.directory, self.kept = directory, kept
        self.made_from: dict[str, Any] = json.loads(json.dumps(made_from))

    def save(self, step: int, state: Mapping[str, Any]) -> Path:
        """Write the state after `step` steps and delete all but the last few; returns the file."""
        self.directory.mkdir(parents=True, exist_ok=True)
        payload = io.BytesIO()
        torch.save(dict(state), payload)
        content = payload.getbuffer()
        head = {
            "made_from": self.made_from,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        path = self.directory / f"step-{step:09}.checkpoint"
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        for old in self._files()[: -self.kept]:
            old.unlink()
        return path

    def latest(self) -> dict[str, Any] | None:
        """Read the last checkpoint that is whole; None if there is none.

        Raises OtherTrainingError rather than begin anew beside what another training has left.
        """
        for path in reversed(self._files()):
            try:
                state = self._read(path)
            except TornError as error:
                print(
                    f"CHECKPOINT LOST: {path.name}: {error}; trying the one before",
                    file=sys.stderr,
                    flush=True,
                )
            else:
                print(f"continuing from {path.name}", flush=True)
                return state
        return None

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob(PATTERN))

    def _read(self, path: Path) -> dict[str, Any]:
        with path.open("rb") as file:
            head = _head(file.readline())
            self._compare(path, head["made_from"])
            content = file.read()
        if len(content) != head["bytes"]:
            raise TornError(f"{len(content)} bytes of {head['bytes']}")
        if hashlib.sha256(content).hexdigest() != head["sha256"]:
            raise TornError("its bytes have changed")
        state: dict[str, Any] = torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")
        return state

    def _compare(self, path: Path, other: Mapping[str, Any]) -> None:
        names = sorted({*other, *self.made_from})
        differ = [name for name in names if other.get(name) != self.made_from.get(name)]
        if differ:
            said = ", ".join(
                f"{name} {other.get(name)!r}, now {self.made_from.get(name)!r}" for name in differ
            )
            raise OtherTrainingError(
                f"{path.name} is of another training: {said}; go on with the same, or empty {path.parent}"
            )


def _head(line: bytes) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(line)
        return {name: head[name] for name in ("made_from", "bytes", "sha256")}
    except (ValueError, KeyError, TypeError) as error:
        raise TornError("its first line is not whole") from error
