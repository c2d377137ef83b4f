"""What a drift run compares: the objects of its window and of the version in service, bounded."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_run.conclude import NoResultError, conclude
from drift_run.prepare import NotServedError, prepare, thinned
from tests.lambda_.drift_run.memory import SETTINGS, MemoryStore, captured

STARTED = "2026-11-26T10:30:00.123Z"


def prepared(store: MemoryStore, *, started: str = STARTED) -> dict[str, Any]:
    return prepare(execution="arn:1", started=started, settings=SETTINGS, store=store)


def manifest(store: MemoryStore, answer: dict[str, Any]) -> list[Any]:
    listed: list[Any] = json.loads(store.objects["curated", f"{answer['folder']}/manifest.json"])
    return listed


def test_the_objects_of_every_hour_that_the_window_touches_are_listed_and_no_other() -> None:
    store = MemoryStore()
    captured(store, "2026/11/26/07", "2026/11/26/08", "2026/11/26/09", "2026/11/26/10", "2026/11/26/11")
    answer = prepared(store)
    prefix, *names = manifest(store, answer)
    assert prefix == {"prefix": "s3://curated/captured/"}
    assert [name.split("/")[5] for name in names] == ["08", "09", "10"]
    assert (answer["objects"], answer["objects_left_out"]) == (3, "0")


def test_the_window_begins_when_the_version_came_into_service() -> None:
    store = MemoryStore(changed=datetime(2026, 11, 26, 10, 12, 5, 600_000, tzinfo=UTC))
    captured(store, "2026/11/26/09", "2026/11/26/10")
    answer = prepared(store)
    assert answer["window_start"] == "2026-11-26T10:12:05+00:00"
    assert len(manifest(store, answer)) == 2


def test_a_day_and_a_year_end_are_hours_like_others() -> None:
    store = MemoryStore()
    captured(store, "2026/12/31/23", "2027/01/01/00")
    assert prepared(store, started="2027-01-01T00:30:00Z")["objects"] == 2


def test_card_and_reference_of_the_version_are_kept_beside_the_report_to_come() -> None:
    store = MemoryStore()
    captured(store, "2026/11/26/10")
    folder = prepared(store)["folder"]
    assert store.objects["curated", f"{folder}/version/card.json"] == b"card"
    assert store.objects["curated", f"{folder}/version/reference.csv"] == b"rows"
    assert folder.startswith("drift/breast-cancer/2026-11-26T10-30-00-")


def test_a_version_without_reference_is_prepared_without_one() -> None:
    store = MemoryStore()
    captured(store, "2026/11/26/10")
    del store.objects["artifacts", "evaluations/breast-cancer/x/reference.csv"]
    folder = prepared(store)["folder"]
    assert ("curated", f"{folder}/version/reference.csv") not in store.objects
    assert ("curated", f"{folder}/version/card.json") in store.objects


def test_where_nothing_was_captured_nothing_is_written() -> None:
    store = MemoryStore()
    assert prepared(store)["objects"] == 0
    assert store.objects == {}


def test_the_same_execution_gives_the_same_answer_again_and_another_one_another_job() -> None:
    store = MemoryStore()
    captured(store, "2026/11/26/10")
    assert prepared(store) == prepared(store)
    other = prepare(execution="arn:2", started=STARTED, settings=SETTINGS, store=store)
    assert other["job"] != prepared(store)["job"]
    assert len(f"{other['job']}-9") <= 63, "SageMaker's longest name of a job"


def test_a_model_without_endpoint_and_a_card_that_is_gone_are_said() -> None:
    with pytest.raises(NotServedError, match="mock"):
        prepared(MemoryStore(value={"mode": "mock", "version": "1", "card": "s3://b/c/card.json"}))
    store = MemoryStore()
    captured(store, "2026/11/26/10")
    del store.objects["artifacts", "evaluations/breast-cancer/x/card.json"]
    with pytest.raises(NotServedError, match=r"card\.json is not there"):
        prepared(store)


@given(st.integers(1, 500), st.integers(1, 50))
def test_too_many_objects_are_thinned_evenly_and_never_more_than_the_limit(count: int, most: int) -> None:
    keys = [f"{number:04}" for number in range(count)]
    chosen = thinned(keys, most=most)
    assert 1 <= len(chosen) <= most
    assert chosen[0] == keys[0]
    assert set(chosen) <= set(keys)


def found(**changes: Any) -> bytes:
    rows = {"sampled": 300, "malformed": {"not JSON": 2, "other": 1}}
    document = {"verdict": "drifted", "why": "because", "drifted_share": 0.4, "rows": rows}
    return json.dumps(document | changes).encode()


def test_the_conclusion_is_small_and_names_the_report() -> None:
    store = MemoryStore(objects={("curated", "drift/m/1/drift.json"): found()})
    assert conclude(folder="drift/m/1", settings=SETTINGS, store=store) == {
        "verdict": "drifted",
        "why": "because",
        "measured": True,
        "drifted_share": 0.4,
        "rows": 300,
        "malformed": 3,
        "report": "s3://curated/drift/m/1/report.html",
    }


def test_without_a_share_nothing_is_measured() -> None:
    store = MemoryStore(objects={("curated", "f/drift.json"): found(drifted_share=None)})
    answer = conclude(folder="f", settings=SETTINGS, store=store)
    assert (answer["measured"], answer["drifted_share"]) == (False, 0.0)


def test_a_share_of_nought_is_measured() -> None:
    store = MemoryStore(objects={("curated", "f/drift.json"): found(drifted_share=0.0)})
    assert conclude(folder="f", settings=SETTINGS, store=store)["measured"] is True


def test_a_job_that_left_no_result_is_an_error() -> None:
    with pytest.raises(NoResultError):
        conclude(folder="f", settings=SETTINGS, store=MemoryStore())
