"""The online store: of each entity the record with the newest event time, until it expires."""

import threading
from dataclasses import dataclass

from local import clock
from local.feature_store.values import Row, refused

Key = tuple[str, str, str]
"""Account, region and name of a group."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`row` is None where the record was softly deleted; `expires` is a moment, or None for never."""

    moment: float
    row: Row | None
    expires: float | None = None


class OnlineStore:
    """Thread-safe, in memory. Who comes with an event time that is not newer changes nothing, as on AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: dict[Key, dict[str, Kept]] = {}

    def put(self, group: Key, row: Row, *, seconds: float | None) -> bool:
        """Keep a record for `seconds` after its event time; False if it is not newer than what is there."""
        expires = None if seconds is None else row.moment + seconds
        return self._keep(group, row.identifier, Kept(moment=row.moment, row=row, expires=expires))

    def get(self, group: Key, identifier: str) -> Kept | None:
        """Return what is there and neither deleted nor expired."""
        with self._lock:
            kept = self._live(group, identifier)
        return kept if kept and kept.row else None

    def delete(self, group: Key, identifier: str, *, moment: float, hard: bool) -> None:
        """Forget a record, softly so that its event time still counts; refuse a hard one that is too old."""
        if not hard:
            self._keep(group, identifier, Kept(moment=moment, row=None))
            return
        with self._lock:
            kept = self._live(group, identifier)
            if kept and moment <= kept.moment:
                raise refused("EventTime: is not later than that of the record in the OnlineStore.")
            self._groups.get(group, {}).pop(identifier, None)

    def forget(self, group: Key) -> None:
        """Drop a whole group."""
        with self._lock:
            self._groups.pop(group, None)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._groups.clear()

    def _keep(self, group: Key, identifier: str, new: Kept) -> bool:
        with self._lock:
            kept = self._live(group, identifier)
            if kept and new.moment <= kept.moment:
                return False
            self._groups.setdefault(group, {})[identifier] = new
            return True

    def _live(self, group: Key, identifier: str) -> Kept | None:
        records = self._groups.get(group, {})
        kept = records.get(identifier)
        if kept and kept.expires is not None and kept.expires <= clock.now():
            del records[identifier]
            return None
        return kept


store = OnlineStore()
