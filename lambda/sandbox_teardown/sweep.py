"""One pass over the kinds of a stage: what is there is asked to go, and what did not is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from sandbox_teardown.calls import not_offered, passing
from sandbox_teardown.thing import Kind, RefusedError, Thing


@dataclass(frozen=True, kw_only=True)
class Left:
    """By kind and name, with the reason: `waiting` may go by itself or by another try, `refused` will not."""

    waiting: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def sweep(kinds: Iterable[Kind], *, in_order: bool = True) -> Left:
    """Remove kind after kind; stop at the first that needs time, as what follows may depend on it.

    Not `in_order`, nothing waits for anything: what one stuck thing held up goes too. What is refused for
    good stops nothing: all else goes, and the refusals are told at once.
    """
    waiting: dict[str, str] = {}
    refused: dict[str, str] = {}
    for kind in kinds:
        try:
            waiting |= _swept(kind, refused)
        except ClientError as error:
            if not_offered(error):
                continue
            # What cannot be listed cannot be wiped, and must not keep what can from being wiped.
            (waiting if passing(error) else refused)[f"every {kind.label}"] = str(error)
        if waiting and in_order:
            break
    return Left(waiting=waiting, refused=refused)


def _swept(kind: Kind, refused: dict[str, str]) -> dict[str, str]:
    """Remove what is there, look again, and return what may go later, with the reason."""
    reasons = _removed(kind, refused)
    return {
        label: reasons.get(label, f"not gone yet, last seen {thing.status or 'there'}")
        for thing in kind.left()
        if (label := f"{kind.label} {thing.name}") not in refused
    }


def _removed(kind: Kind, refused: dict[str, str]) -> dict[str, str]:
    """Ask for every removal; return why some were refused for now, and add to `refused` the others."""
    reasons: dict[str, str] = {}
    for thing in kind.left():
        if thing.going:
            continue
        try:
            kind.remove(thing)
        except RefusedError as error:
            (reasons if error.passing else refused)[f"{kind.label} {thing.name}"] = error.reason
    return reasons


def listed(kinds: Iterable[Kind]) -> dict[str, list[str]]:
    """Return the names of what is there, by kind, and change nothing: the dry run."""
    found = {kind.label: _listed(kind) for kind in kinds}
    return {label: names for label, names in found.items() if names}


def _listed(kind: Kind) -> list[str]:
    try:
        return _names(kind.left())
    except ClientError as error:
        if not_offered(error):
            return []
        raise


def _names(things: Iterable[Thing]) -> list[str]:
    return sorted({thing.name for thing in things})
