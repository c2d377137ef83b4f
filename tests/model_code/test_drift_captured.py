"""Captured lines of every encoding become rows; anything else is counted with its reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_report.captured import Observed
from drift_report.reservoir import Reservoir
from drift_report.row import UNKNOWN, UNREADABLE
from drift_report.settings import Settings
from tests.model_code.drifting import CARD, SETTINGS, line

ROW = {"age": 1, "size": None, "colour": "red"}
SAID = [{"label": "yes", "probabilities": {"no": 0.2, "yes": 0.8}}]


def read(*lines: bytes, settings: Settings = SETTINGS) -> Observed:
    observed = Observed(card=CARD, settings=settings)
    observed.add(lines)
    return observed


@pytest.mark.parametrize(
    "captured",
    [
        line([ROW], SAID),
        line([ROW], SAID, encoding="JSON"),
        line([[1, None, "red"]], SAID),
        line("1,,red\n", SAID),
        line("age,size,colour\n1,,red\n", SAID, encoding="CSV"),
    ],
    ids=["base64", "json", "list", "csv in base64", "csv with a header"],
)
def test_every_encoding_of_a_request_gives_the_same_row(captured: bytes) -> None:
    observed = read(captured)
    assert [row.cells for row in observed.sample.items] == [(1.0, None, "red")]
    assert not observed.malformed


def test_an_answer_belongs_to_its_row_and_a_missing_one_is_counted() -> None:
    observed = read(line([ROW, ROW], [*SAID, {"label": "no", "probabilities": {}}]), line([ROW]))
    assert [row.prediction for row in observed.sample.items] == ["yes", "no", None]
    assert observed.unanswered == 1


def test_what_the_model_would_refuse_is_kept_and_counted() -> None:
    (row,) = read(line([{"age": "old", "size": 1e300, "colour": "pink"}], SAID)).sample.items
    assert row.cells == (UNREADABLE, UNREADABLE, UNKNOWN)


def test_lines_of_another_time_are_counted_and_not_compared() -> None:
    settings = Settings.model_validate(
        {"window_start": "2026-11-26T10:00:00Z", "window_end": "2026-11-26T11:00:00Z"}
    )
    times = ("2026-11-26T09:59:59Z", "2026-11-26T10:00:00Z", "2026-11-26T11:00:01Z")
    observed = read(*(line([ROW], SAID, time=time) for time in times), settings=settings)
    assert (observed.outside, observed.sample.seen) == (2, 1)


@pytest.mark.parametrize(
    ("captured", "reason"),
    [
        (b"{", "not JSON in UTF-8"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b"[]", "not the shape of a captured request"),
        (b"null", "not the shape of a captured request"),
        (b"[" * 100_000, "not the shape of a captured request"),
        (line([], SAID), "the request has no instances"),
        (line([[1, 2]], SAID), "a row is not a list of 3 values"),
        (line([{"other": 1}], SAID), "none of the row's names is a feature of the model"),
        (
            line([ROW], SAID).replace(b"eyJ", b"!!!"),
            "the data are not Base64",
        ),
        (line('1,"', SAID), "the CSV of the request cannot be read"),
        (line([ROW], SAID, time="yesterday"), "not the shape of a captured request"),
    ],
)
def test_a_malformed_line_is_counted_by_its_reason(captured: bytes, reason: str) -> None:
    observed = read(captured, line([ROW], SAID))
    assert dict(observed.malformed) == {reason: 1}
    assert observed.sample.seen == 1, "the lines after it are read"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_row_or_a_counted_line(noise: bytes) -> None:
    observed = read(noise)
    assert observed.lines == sum(observed.malformed.values()) + observed.outside + (observed.sample.seen > 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["captureData", "endpointInput", "endpointOutput", "data", "eventMetadata", "age"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_in_place_of_a_captured_request_is_counted(document: Any) -> None:
    observed = read(json.dumps(document).encode())
    assert sum(observed.malformed.values()) == observed.lines


@given(JSON, JSON)
def test_any_json_in_place_of_rows_and_predictions_is_counted_or_compared(rows: Any, said: Any) -> None:
    observed = read(line(rows, said))
    assert (sum(observed.malformed.values()) == 1) != (observed.sample.seen > 0)


def test_reasons_are_few_and_hold_no_data() -> None:
    observed = read(*(line([{"age": 1, "size": 1, "colour": f"secret-{n}"}, [n]], SAID) for n in range(50)))
    assert len(observed.malformed) == 1
    assert "secret" not in str(observed.malformed)


def test_a_sample_is_bounded_fair_and_the_same_again() -> None:
    first, again = Reservoir[int](most=100), Reservoir[int](most=100)
    for number in range(10_000):
        first.add(number)
        again.add(number)
    assert (len(first.items), first.seen, first.items) == (100, 10_000, again.items)
    assert 4_000 < sum(first.items) / 100 < 6_000
