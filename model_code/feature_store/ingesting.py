"""A whole ingestion: every row put, those that cannot be kept with the reason, and progress told."""

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from feature_store.group import Group
from feature_store.rows import Numbered
from feature_store.writing import PutError, Writer, at_once, in_batches

SECONDS_BETWEEN_LINES = 5.0
REJECTED = "rejected.csv"


@dataclass(kw_only=True)
class Tally:
    """What came of the rows; `rejected` are those that are no record or that the service refused."""

    put: int = 0
    unchanged: int = 0
    rejected: list[Numbered] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.put + self.unchanged + len(self.rejected)

    @property
    def rejected_share(self) -> float:
        """The share of rows that were rejected; none of none is 0."""
        return len(self.rejected) / self.rows if self.rows else 0.0

    def line(self) -> str:
        """Say it, for a log."""
        return f"rows={self.rows}; put={self.put}; unchanged={self.unchanged}; rejected={len(self.rejected)};"


def ingest(
    rows: Iterable[Numbered],
    *,
    writer: Writer,
    say: Callable[[str], None] = print,
    now: Callable[[], float] = time.monotonic,
) -> Tally:
    """Put every row that is a record and that the online store has not exactly so already."""
    tally, told = Tally(), now()

    def work(batch: list[Numbered]) -> Tally:
        return _put(batch, writer=writer)

    for _, done in at_once(work, in_batches(_records(rows, tally, group=writer.group))):
        tally.put += done.put
        tally.unchanged += done.unchanged
        tally.rejected += done.rejected
        if now() - told >= SECONDS_BETWEEN_LINES:
            say(tally.line())
            told = now()
    tally.rejected.sort(key=lambda row: (row.file, row.number))
    return tally


def write_rejected(rejected: list[Numbered], path: Path) -> None:
    """Write the rows as they came, each with its file, number and reason."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rejected for column in row.cells))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "row", "reason", *columns])
        for row in rejected:
            cells = [row.cells.get(column, "") for column in columns]
            writer.writerow([row.file, row.number, row.reason, *cells])


def _records(rows: Iterable[Numbered], tally: Tally, *, group: Group) -> Iterator[Numbered]:
    """Pass on what is a record, once, and count the rest.

    Two records of one entity and one event time cannot both stand, and which came first would be chance: the
    first in the files does, and the other is rejected.
    """
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.record is None:
            tally.rejected.append(row)
            continue
        key = row.record[group.identifier], row.record[group.event_time]
        content = hash(frozenset(row.record.items()))
        if key not in seen:
            seen[key] = content
            yield row
        elif seen[key] == content:
            tally.unchanged += 1
        else:
            tally.rejected.append(replace(row, record=None, reason=f"another row has {key[0]} at {key[1]}"))


def _put(batch: list[Numbered], *, writer: Writer) -> Tally:
    tally = Tally()
    records = [row.record or {} for row in batch]
    for row, record, is_known in zip(batch, records, writer.known(records), strict=True):
        if is_known:
            tally.unchanged += 1
            continue
        try:
            writer.put(record)
        except PutError as error:
            tally.rejected.append(replace(row, record=None, reason=str(error)))
        else:
            tally.put += 1
    return tally
