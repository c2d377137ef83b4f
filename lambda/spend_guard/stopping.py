"""End what runs: an app, an endpoint, a job. A disk stays, as a student's work is on it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from spend_guard.jobs import JobKind
from spend_guard.things import Thing

MOST_STOPPED = 200
"""In one run, the dearest first; the next minute goes on."""
_OVER = ("ResourceNotFound", "ResourceNotFoundException")


class Stopper:
    """Counts what it could not end: that is told, and tried again with the next run."""

    def __init__(self, *, sagemaker: Any, kinds: Sequence[JobKind]) -> None:
        self._by_kind: dict[str, Callable[..., Any]] = {
            "app": sagemaker.delete_app,
            "endpoint": sagemaker.delete_endpoint,
            **{kind.kind: kind.stop for kind in kinds},
        }
        self.stopped: list[str] = []
        self.failed: list[str] = []
        self.left = MOST_STOPPED

    def stop(self, things: Iterable[Thing]) -> None:
        """End each; one that is over already is fine."""
        for thing in things:
            if thing.stop is None or self.left <= 0:
                continue
            self.left -= 1
            try:
                self._by_kind[thing.kind](**thing.stop)
            except (ClientError, BotoCoreError) as error:
                if _code(error) not in _OVER:
                    self.failed.append(f"{thing.kind}: {_code(error)}")
                    continue
            self.stopped.append(thing.id)


def _code(error: Exception) -> str:
    """Name what went wrong without AWS's message, which may have ARNs in it."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
