"""What goes to offline stores waits here for a second; AWS gathers up to fifteen minutes of it."""

import contextvars
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.feature_store.online import Key
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

if TYPE_CHECKING:
    from local.feature_store.table import Entry

GATHER_SECONDS = 1.0
KIND = "FeatureGroup"
logger = logging.getLogger("lab2api")


@dataclass(kw_only=True)
class _Waiting:
    """Entries of one group, and the account and region in whose name they are written."""

    context: contextvars.Context
    entries: "list[Entry]" = field(default_factory=list)


class Writer:
    """One thread for all tables, so that no two commits of a table meet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Key, _Waiting] = {}
        self._timer: threading.Timer | None = None

    def add(self, key: Key, *entries: "Entry") -> None:
        """Write these with what else comes within a second; without any, only the table's columns follow."""
        with self._lock:
            waiting = self._waiting.setdefault(key, _Waiting(context=contextvars.copy_context()))
            waiting.entries.extend(entries)
            self._wake()

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._waiting.clear()

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(GATHER_SECONDS, self._flush)
            self._timer.daemon = True
            self._timer.start()

    def _flush(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, {}
        for (_, _, group), waiting in batch.items():
            waiting.context.run(_write, group, waiting.entries)
        with self._lock:
            self._timer = None
            if self._waiting:
                self._wake()


def _write(name: str, entries: "list[Entry]") -> None:
    """Append to a group's table. A failure blocks the offline store, which DescribeFeatureGroup tells."""
    # Here, as it takes a second and memory that a run without feature groups need not have.
    from local.feature_store import table

    group = records.find_or_none(KIND, name)
    if group is None or "OfflineStoreConfig" not in group:
        return
    try:
        table.append(group, entries)
    except Exception as error:
        logger.exception("offline store of %s: %d records are not written", name, len(entries))
        records.update(
            KIND, name, OfflineStoreStatus={"Status": "Blocked", "BlockedReason": str(error)[:1024]}
        )


def create_table(name: str) -> None:
    """Make a new group's table, then say that the group is there; run it on a thread of its own."""
    from local.feature_store import table

    try:
        table.create(records.get(KIND, name))
    except Exception as error:
        logger.exception("feature group %s: no table", name)
        _fail(name, f"The offline store's table could not be made: {error}")
    else:
        records.update(KIND, name, FeatureGroupStatus="Created")


def _fail(name: str, reason: str) -> None:
    try:
        records.update(KIND, name, FeatureGroupStatus="CreateFailed", FailureReason=reason[:1024])
    except ServiceError:
        logger.warning("feature group %s went while it was made", name)


writer = Writer()
