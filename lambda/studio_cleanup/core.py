"""Apps, then spaces, then strangers' profiles, then the home file system. Knows no AWS client.

SageMaker refuses to delete a space with a running app, and a profile with a space or an app; each goes in its
own time, an app in up to twenty minutes. What cannot be deleted is named at the end, with the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

POLL_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something in the domain. `label` names it for people; `status` is SageMaker's word."""

    label: str
    status: str
    call: Mapping[str, str]
    """The members of the request that deletes it."""

    @property
    def deleting(self) -> bool:
        """Whether it is on its way."""
        return self.status.lower() == "deleting"

    @property
    def changing(self) -> bool:
        """Whether it is being made or changed, when AWS refuses to delete it by whatever code."""
        return self.status.lower() in ("pending", "updating")

    @property
    def failed(self) -> bool:
        """Whether an attempt to delete it has failed."""
        return self.status == "Delete_Failed"


class RefusedError(Exception):
    """AWS refused a deletion; `passing` says that it may not later: something is in use, or too fast."""

    def __init__(self, reason: str, *, passing: bool) -> None:
        super().__init__(reason)
        self.reason, self.passing = reason, passing


class Stage(Protocol):
    """One kind of things: how they are found, deleted, and asked why they did not go."""

    def left(self) -> Iterable[Thing]:
        """Return what is there, without what is deleted already."""

    def delete(self, thing: Thing) -> None:
        """Ask for its deletion; fine if it is gone. Raises RefusedError."""

    def why(self, thing: Thing) -> str:
        """Return the reason of a deletion that failed."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is left, by label: `failures` will not go by waiting, `waiting` may."""

    failures: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


def clean(
    stages: Iterable[Stage], *, seconds_left: Callable[[], float], sleep: Callable[[float], None]
) -> Report:
    """Empty stage after stage; return early, with what is waited for, when the time is up.

    A failure stops nothing: what else can go goes, and all failures are told at once.
    """
    failures: dict[str, str] = {}
    for stage in stages:
        waiting = _emptied(stage, failures=failures, seconds_left=seconds_left, sleep=sleep)
        if waiting:
            return Report(failures=failures, waiting=waiting)
    return Report(failures=failures)


def _emptied(
    stage: Stage,
    *,
    failures: dict[str, str],
    seconds_left: Callable[[], float],
    sleep: Callable[[float], None],
) -> dict[str, str]:
    """Delete all of a stage and wait; add to `failures`, and return what is left at the end of the time."""
    blocked, asked = bool(failures), set[str]()
    while left := [thing for thing in stage.left() if thing.label not in failures]:
        waiting = {}
        for thing in left:
            reason = _ask(stage, thing, again=thing.label in asked, blocked=blocked, failures=failures)
            asked.add(thing.label)
            if thing.label not in failures:
                waiting[thing.label] = reason or f"not gone in time, last seen {thing.status}"
        if waiting and seconds_left() < POLL_SECONDS:
            return waiting
        if waiting:
            sleep(POLL_SECONDS)
    return {}


def _ask(stage: Stage, thing: Thing, *, again: bool, blocked: bool, failures: dict[str, str]) -> str | None:
    """Ask for one deletion unless it is on its way; return why it was refused for now.

    `blocked` says that something before it could not go: being in use because of that will not pass.
    """
    if thing.deleting:
        return None
    if thing.failed and again:
        failures[thing.label] = stage.why(thing)
        return None
    try:
        stage.delete(thing)
    except RefusedError as refused:
        if blocked or not (refused.passing or thing.changing):
            failures[thing.label] = refused.reason
        return refused.reason
    return None
