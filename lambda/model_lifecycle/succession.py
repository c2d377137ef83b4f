"""Which of two approved versions of one model goes: the newer, unless a person asked for the older."""

from collections.abc import Iterable

from model_lifecycle.package import Package
from model_lifecycle.records import ARCHIVED, BY_POLICY, FAILED, PROMOTED, SUPERSEDED

GONE = (ARCHIVED, FAILED, SUPERSEDED)
"""Approved versions that serve no more, or will not by themselves: nobody has to yield to them."""


def newest(package: Package, approved: Iterable[Package]) -> Package | None:
    """Return the newest of the approved versions that is newer than this one and serves or is to come."""
    ahead = (one for one in approved if one.version > package.version and one.status not in GONE)
    return max(ahead, key=lambda one: one.version, default=None)


def insists_over(package: Package, approved: Iterable[Package]) -> int:
    """Return the highest version that this one does not yield to; its own, where it is no going back.

    A person who approves a version knows the newer ones that serve or were approved before, and wants this
    one. The policy knows none.
    """
    if package.why.startswith(BY_POLICY):
        return package.version
    known = newest(package, (one for one in approved if _known(one, to=package)))
    return known.version if known else package.version


def _known(one: Package, *, to: Package) -> bool:
    """Return whether a version was approved when the other was: it serves, or was last written to before."""
    if one.status == PROMOTED:
        return True
    return one.modified is not None and to.modified is not None and one.modified < to.modified
