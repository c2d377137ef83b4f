"""Rows into records: what becomes of columns, gaps and bad rows, and that an ingestion can be repeated."""

import csv
import re
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from feature_store.group import Group
from feature_store.ingesting import Tally, ingest, write_rejected
from feature_store.rows import Numbered, RowError, read, record, row_hash
from feature_store.writing import AT_ONCE, MOST_ATTEMPTS, Patience, PutError, Writer, at_once
from features import routes

WRITTEN = datetime(2026, 11, 26, 8, tzinfo=UTC)
GROUP = Group(
    name="dev-measurements",
    identifier="sample_id",
    event_time="measured_at",
    types={"sample_id": "String", "measured_at": "String", "mean_radius": "Fractional", "cells": "Integral"},
)


class Store:
    """boto3's runtime client: keeps records, throttles and refuses as it is told."""

    def __init__(self, *, throttled: int = 0, refuses: str = "") -> None:
        self.records: dict[str, dict[str, str]] = {}
        self.puts = 0
        self.at_once, self.most_at_once = 0, 0
        self._throttled, self._refuses = throttled, refuses
        self._lock = threading.Lock()

    def put_record(self, **request: Any) -> None:
        assert request["FeatureGroupName"] == GROUP.name
        values = {one["FeatureName"]: one["ValueAsString"] for one in request["Record"]}
        with self._lock:
            self.puts += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            throttled, self._throttled = self._throttled > 0, self._throttled - 1
        time.sleep(0.001)
        with self._lock:
            self.at_once -= 1
            if throttled:
                raise error("ThrottlingException")
            if values["sample_id"] == self._refuses:
                raise error("ValidationError")
            self.records[values["sample_id"]] = values

    def batch_get_record(self, **request: Any) -> dict[str, Any]:
        wanted = request["Identifiers"][0]["RecordIdentifiersValueAsString"]
        assert 1 <= len(wanted) <= 100
        found = [(one, self.records[one]) for one in wanted if one in self.records]
        return {
            "Records": [
                {
                    "RecordIdentifierValueAsString": identifier,
                    "Record": [{"FeatureName": n, "ValueAsString": v} for n, v in values.items()],
                }
                for identifier, values in found
            ]
        }


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": f"said: {code}"}}, "PutRecord")


def writer(store: Store, waited: list[float] | None = None) -> Writer:
    waits = waited if waited is not None else []
    return Writer(store, group=GROUP, patience=Patience(sleep=waits.append, uniform=lambda _, most: most))


def rows(path: Path, text: str) -> list[Numbered]:
    path.write_text(text)
    return list(read(path, group=GROUP, written=WRITTEN))


def put(store: Store, found: list[Numbered]) -> Tally:
    return ingest(found, writer=writer(store), say=lambda _: None)


def test_columns_are_features_by_name_and_others_are_left_out(tmp_path: Path) -> None:
    found = rows(tmp_path / "a.csv", "Sample ID,mean radius,Cells,diagnosis\ns1,17.990,3.0,malignant\n")
    assert found[0].record == {
        "sample_id": "s1",
        "mean_radius": "17.99",
        "cells": "3",
        "measured_at": "2026-11-26T08:00:00.000Z",
    }


def test_without_an_identifier_equal_rows_are_one_record_whatever_else_they_have(tmp_path: Path) -> None:
    text = "mean radius,cells,diagnosis\n1.50,2,benign\n1.5,2,malignant\n1.5,3,benign\n"
    found = [row.record or {} for row in rows(tmp_path / "a.csv", text)]
    assert found[0]["sample_id"] == found[1]["sample_id"] != found[2]["sample_id"]
    other_order = rows(tmp_path / "b.csv", "cells,mean radius\n2,1.5\n")[0].record or {}
    assert other_order["sample_id"] == found[0]["sample_id"]
    assert row_hash({"a": "1", "b": "2"}) != row_hash({"a": "12", "b": ""})


def test_gaps_are_left_away_and_a_row_of_gaps_is_no_record() -> None:
    found = record({"sample_id": "s", "mean_radius": "NA", "cells": "1"}, group=GROUP, written=WRITTEN)
    assert "mean_radius" not in found
    with pytest.raises(RowError, match="no feature"):
        record({"sample_id": "s", "mean_radius": "", "cells": "null"}, group=GROUP, written=WRITTEN)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
        ("2026-01-02T03:04:05+07:00", "2026-01-01T20:04:05.000Z"),
        ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ("1700000000.5", "2023-11-14T22:13:20.500Z"),
    ],
)
def test_an_event_time_of_its_own_is_written_as_the_store_takes_it(cell: str, expected: str) -> None:
    values = {"sample_id": "s", "cells": "1", "measured_at": cell}
    assert record(values, group=GROUP, written=WRITTEN)["measured_at"] == expected


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"mean_radius": "wide"}, "mean_radius: 'wide' is no number"),
        ({"mean_radius": "inf"}, "mean_radius: 'inf' is not finite"),
        ({"cells": "2.5"}, "cells: '2.5' is no whole number"),
        ({"cells": str(2**63)}, "cells: '9223372036854775808' is no whole number"),
        ({"sample_id": ""}, "sample_id: is empty"),
        ({"sample_id": "a/b"}, "sample_id: 'a/b' cannot be in the API's address"),
        ({"sample_id": "a b"}, "sample_id: 'a b' cannot be in the API's address"),
        ({"sample_id": "mẫu-1"}, "sample_id: 'mẫu-1' cannot be in the API's address"),
        ({"sample_id": ".."}, "sample_id: '..' cannot be in the API's address"),
        ({"sample_id": "x" * 129}, "sample_id: '"),
        ({"measured_at": "yesterday"}, "measured_at: 'yesterday' is no time"),
        ({"measured_at": ""}, "measured_at: '' is no time"),
    ],
)
def test_a_row_that_is_no_record_says_which_column(cells: dict[str, str], said: str) -> None:
    values = {"sample_id": "s", "mean_radius": "1", "cells": "1", **cells}
    with pytest.raises(RowError, match="^" + said.replace("(", r"\(").replace(".", r"\.")):
        record(values, group=GROUP, written=WRITTEN)


@pytest.mark.parametrize(
    "id_", ["s-1", "7", "a.b_c~d:e@f", "...", "x" * 128, *(chr(code) for code in range(33, 256))]
)
def test_what_is_ingested_is_what_the_api_takes(id_: str) -> None:
    """A `.` or `..` alone the route would take, but no client sends it."""
    cells = {"sample_id": id_, "cells": "1"}
    if re.fullmatch(routes.ID, id_) and id_ not in (".", ".."):
        assert record(cells, group=GROUP, written=WRITTEN)["sample_id"] == id_
    else:
        with pytest.raises(RowError, match="sample_id"):
            record(cells, group=GROUP, written=WRITTEN)


def test_an_identifier_that_cannot_be_served_is_rejected_with_the_reason(tmp_path: Path) -> None:
    store = Store()
    tally = put(store, rows(tmp_path / "a.csv", "sample_id,cells\ns1,1\na/b,1\ns 2,1\n"))
    assert (sorted(store.records), tally.put) == (["s1"], 1)
    assert [row.number for row in tally.rejected] == [2, 3]
    assert all("cannot be in the API's address" in row.reason for row in tally.rejected)


def test_bad_rows_are_in_a_file_by_number_and_the_others_are_put(tmp_path: Path) -> None:
    store = Store(refuses="s4")
    text = "sample_id,mean radius\ns1,1\ns2,wide\ns3,1,too many\ns4,4\ns5,5\n"
    tally = put(store, rows(tmp_path / "a.csv", text))
    assert (sorted(store.records), tally.put) == (["s1", "s5"], 2)
    write_rejected(tally.rejected, tmp_path / "out/rejected.csv")
    with (tmp_path / "out/rejected.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    assert [(row["row"], row["sample_id"]) for row in written] == [("2", "s2"), ("3", "s3"), ("4", "s4")]
    assert written[2]["reason"] == "said: ValidationError"
    assert tally.rejected_share == pytest.approx(3 / 5)


def test_the_same_again_puts_nothing(tmp_path: Path) -> None:
    store = Store()
    found = rows(tmp_path / "a.csv", "mean radius,cells\n" + "".join(f"{n}.5,{n}\n" for n in range(250)))
    assert put(store, found).line() == "rows=250; put=250; unchanged=0; rejected=0;"
    before = dict(store.records)
    assert put(store, found).line() == "rows=250; put=0; unchanged=250; rejected=0;"
    assert (store.records, store.puts) == (before, 250)


def test_two_rows_of_one_entity_and_time_that_differ_are_not_left_to_chance(tmp_path: Path) -> None:
    store = Store()
    tally = put(store, rows(tmp_path / "a.csv", "sample_id,cells\ns,1\ns,1\ns,2\n"))
    assert (store.records["s"]["cells"], tally.put, tally.unchanged) == ("1", 1, 1)
    assert [(row.number, row.reason) for row in tally.rejected] == [
        (3, "another row has s at 2026-11-26T08:00:00.000Z")
    ]


def test_throttling_is_waited_out_and_not_for_ever() -> None:
    values = {"sample_id": "s", "measured_at": "2026-11-26T08:00:00Z", "cells": "1"}
    store, waited = Store(throttled=3), list[float]()
    writer(store, waited).put(values)
    assert (store.puts, waited) == (4, sorted(waited))
    never = Store(throttled=100)
    with pytest.raises(PutError, match="ThrottlingException"):
        writer(never).put(values)
    assert never.puts == MOST_ATTEMPTS


def test_a_refused_record_is_not_sent_again() -> None:
    store = Store(refuses="s")
    with pytest.raises(PutError):
        writer(store).put({"sample_id": "s", "cells": "1"})
    assert store.puts == 1


def test_no_more_at_once_than_allowed_and_no_more_waiting_than_twice_that() -> None:
    store, taken, done = Store(), Counter[str](), 0
    work = writer(store)

    def items() -> Any:
        for number in range(200):
            taken["all"] += 1
            assert taken["all"] - done <= 2 * AT_ONCE + 1
            yield {"sample_id": str(number), "cells": "1"}

    for _ in at_once(work.put, items()):
        done += 1
    assert (len(store.records), store.most_at_once <= AT_ONCE) == (200, True)
