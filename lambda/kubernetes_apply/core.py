"""Apply objects in their order, remove those that are no longer asked for, wait for both. Knows no HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Protocol

from kubernetes_apply.rollout import rolled_out
from kubernetes_apply.settings import KubernetesObject

POLL_SECONDS = 5.0
SETTLING_SECONDS = 180.0
"""How long what is new may be unknown: an access entry, a namespace, the types of a cluster just made."""
PASSING = {401, 403, 404, 409, 429, 500, 502, 503, 504}
"""Answers that time may change. Others, such as 422 for a wrong field, no time changes."""


class ApplyError(Exception):
    """Not done; the message names the object and says why."""


class UnreachableError(ApplyError):
    """The API server did not answer."""


class RefusedError(ApplyError):
    """The API server answered, and not with a 2xx."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Server(Protocol):
    """A Kubernetes API server."""

    def get(self, path: str) -> dict[str, Any] | None:
        """Read an object, None where there is none."""

    def apply(self, path: str, manifest: dict[str, Any]) -> dict[str, Any]:
        """Create or change an object."""

    def delete(self, path: str) -> None:
        """Ask for an object's end."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How much time is left, and how it passes."""

    seconds_left: Callable[[], float]
    sleep: Callable[[float], None]


def apply(objects: Sequence[KubernetesObject], *, server: Server, patience: Patience) -> None:
    """Apply all, then wait until every Deployment among them runs what it was given."""
    for one in objects:
        _insist(one, partial(server.apply, one.path, one.manifest), patience=patience)
    for one in objects:
        if one.manifest.get("kind") == "Deployment":
            _wait(one, until=rolled_out, server=server, patience=patience)


def remove(objects: Sequence[KubernetesObject], *, server: Server, patience: Patience) -> None:
    """Delete in the reverse order, each kind gone before the next: a namespace outlives what is in it.

    Waiting is what lets a load balancer forget its targets, and a pool end its machines, while there is
    still a cluster that does it. Pools end side by side, as each takes minutes. A pool waits for the pods on
    its machines up to its grace period, which is longer than this has: delete training Jobs before.
    """
    for _, neighbours in groupby(reversed(objects), key=lambda one: one.manifest.get("kind")):
        alike = list(neighbours)
        for one in alike:
            _insist(one, partial(server.delete, one.path), patience=patience)
        for one in alike:
            _wait(one, until=lambda found: found is None, server=server, patience=patience)


def dropped(
    before: Sequence[KubernetesObject], now: Sequence[KubernetesObject]
) -> tuple[KubernetesObject, ...]:
    """Return the objects that were asked for before and are not now."""
    kept = {one.path for one in now}
    return tuple(one for one in before if one.path not in kept)


def _insist(one: KubernetesObject, call: Callable[[], object], *, patience: Patience) -> None:
    give_up = patience.seconds_left() - SETTLING_SECONDS
    while True:
        try:
            call()
        except (UnreachableError, RefusedError) as error:
            lasting = isinstance(error, RefusedError) and error.status not in PASSING
            if lasting or patience.seconds_left() < max(give_up, POLL_SECONDS):
                raise ApplyError(f"{one.label}: {error}") from error
            patience.sleep(POLL_SECONDS)
        else:
            return


def _wait(
    one: KubernetesObject,
    *,
    until: Callable[[dict[str, Any] | None], bool],
    server: Server,
    patience: Patience,
) -> None:
    while True:
        try:
            if until(server.get(one.path)):
                return
        except (UnreachableError, RefusedError) as error:
            if isinstance(error, RefusedError) and error.status not in PASSING:
                raise ApplyError(f"{one.label}: {error}") from error
        except ValueError as error:
            raise ApplyError(f"{one.label}: {error}") from error
        if patience.seconds_left() < POLL_SECONDS:
            raise ApplyError(f"{one.label}: is not done in the time there was")
        patience.sleep(POLL_SECONDS)
