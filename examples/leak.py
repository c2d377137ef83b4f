"""Make two tables of the same students, one honest and one with a leak, for `lab2api train` to tell apart.

`PYTHONPATH=model_code .venv/bin/python examples/leak.py FOLDER` writes newest.csv, where each student has the
newest record of all, and known.csv, where each has what was known in week 4. The students are made up.
"""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from feature_store.group import Group
from feature_store.point_in_time import Source, join

STUDENTS = 400
WEEKS = 16
ASKED_IN_WEEK = 4
HALF = 50
START = datetime(2026, 9, 7, tzinfo=UTC)
PROGRESS = Group(
    name="progress",
    identifier="student",
    event_time="at",
    types={"student": "String", "at": "String", "hours": "Fractional", "points": "Fractional"},
)


def week(number: int) -> str:
    """Return the end of a week of the term, as the feature store keeps moments."""
    return (START + timedelta(weeks=number)).isoformat()


def term() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what was recorded of each student week by week, and who passed; the same every time."""
    chance = random.Random(4)  # noqa: S311 - made-up students need no secrets
    records, labels = [], []
    for number in range(STUDENTS):
        student, talent = f"s{number:03}", chance.gauss(0, 1)
        hours = points = 0.0
        for now in range(1, WEEKS + 1):
            hours += max(0.0, chance.gauss(4 + talent, 2))
            points += max(0.0, chance.gauss(3 + talent, 3))
            records.append({"student": student, "at": week(now), "hours": hours, "points": points})
        exam = chance.gauss(50 + 20 * talent, 15)
        # After the exam its points are added: the last record knows what is to be predicted.
        after = points + 9 * exam
        records.append({"student": student, "at": week(WEEKS + 1), "hours": hours, "points": after})
        passed = "yes" if exam >= HALF else "no"
        labels.append({"student": student, "asked_at": week(ASKED_IN_WEEK), "passed": passed})
    return pl.DataFrame(records), pl.DataFrame(labels)


def newest(records: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Join as is often done, and wrongly: each student's last record, whenever that was."""
    last = records.sort("at").unique("student", keep="last", maintain_order=True)
    return labels.join(last, on="student", maintain_order="left").select("hours", "points", "passed")


def as_known(records: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Join as the project's processing step does: what was known when it was asked."""
    kept = records.with_columns(
        api_invocation_time=pl.col("at"), write_time=pl.col("at"), is_deleted=pl.lit(value=False)
    )
    source = Source(group=PROGRESS, history=kept, entity="student")
    joined = join(labels, {"progress": source}, time="asked_at")
    return joined.select(hours="progress_hours", points="progress_points", passed="passed")


def main() -> None:
    """Write both tables, and show the first student in each."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/leak")
    folder.mkdir(parents=True, exist_ok=True)
    records, labels = term()
    for name, table in (("newest", newest(records, labels)), ("known", as_known(records, labels))):
        table.write_csv(folder / f"{name}.csv", float_precision=1)
        hours, points, passed = table.row(0)
        first = f"{hours:.1f} hours, {points:.1f} points, {passed}"
        print(f"{folder / name}.csv: {table.height} rows; the first: {first}")


if __name__ == "__main__":
    main()
