"""The point-in-time join against a brute-force oracle on random histories; no label sees the future."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feature_store.group import Group
from feature_store.point_in_time import Source, join, moments

START = datetime(2026, 1, 1, tzinfo=UTC)
GROUP = Group(
    name="g",
    identifier="id",
    event_time="at",
    types={"id": "String", "at": "String", "x": "Integral", "y": "String"},
)


class Record(NamedTuple):
    """Times are small numbers of half seconds after START, so that histories have many ties."""

    id: str
    at: int
    invoked: int
    written: int
    deleted: bool
    x: int | None
    y: str | None


class Label(NamedTuple):
    id: str | None
    at: int | None


small = st.integers(min_value=0, max_value=6)
ids = st.sampled_from(["a", "b", "c"])
numbers, words = st.none() | st.integers(-9, 9), st.none() | st.sampled_from("pqr")
records = st.builds(Record, ids, small, small, small, st.booleans(), numbers, words).map(
    lambda record: record._replace(
        written=record.invoked + record.written,
        x=None if record.deleted else record.x,
        y=None if record.deleted else record.y,
    )
)
histories = st.lists(records, max_size=25)
labels = st.lists(
    st.builds(Label, st.none() | st.sampled_from(["a", "b", "z"]), st.none() | small), max_size=12
)


def moment(number: int) -> datetime:
    return START + timedelta(milliseconds=500 * number)


def text(number: int) -> str:
    return moment(number).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def oracle(
    label: Label, history: list[Record], *, known_by: int | None = None
) -> tuple[int | None, str | None]:
    """What the label must see: every record looked at, one by one."""
    best: Record | None = None
    for record in history:
        if label.id is None or label.at is None or record.id != label.id or record.at > label.at:
            continue
        if known_by is not None and max(record.invoked, record.written) > known_by:
            continue
        if best is None or record[1:4] >= best[1:4]:
            best = record
    return (None, None) if best is None or best.deleted else (best.x, best.y)


def frame(history: list[Record]) -> pl.DataFrame:
    """A history as the offline store has it: its own times are UTC without saying so."""
    schema: dict[str, Any] = {"id": pl.String, "at": pl.String, "x": pl.Int64, "y": pl.String}
    schema |= dict.fromkeys(("api_invocation_time", "write_time"), pl.Datetime("us"))
    rows = [(r.id, text(r.at), r.x, r.y, *map(naive, (r.invoked, r.written)), r.deleted) for r in history]
    return pl.DataFrame(rows, schema=schema | {"is_deleted": pl.Boolean}, orient="row")


def naive(number: int) -> datetime:
    return moment(number).replace(tzinfo=None)


def asked(wanted: list[Label]) -> pl.DataFrame:
    rows = [(n, label.id, None if label.at is None else text(label.at)) for n, label in enumerate(wanted)]
    return pl.DataFrame(rows, schema={"n": pl.Int64, "who": pl.String, "when": pl.String}, orient="row")


def source(history: list[Record], **more: Any) -> Source:
    return Source(group=GROUP, history=frame(history), entity="who", **more)


def joined(
    wanted: list[Label], history: list[Record], *, known_by: datetime | None = None
) -> list[tuple[Any, ...]]:
    found = join(asked(wanted), {"g": source(history)}, time="when", known_by=known_by)
    assert found.columns == ["n", "who", "when", "g_x", "g_y"]
    assert found["n"].to_list() == list(range(len(wanted))), "the labels keep their order"
    return found.select("g_x", "g_y").rows()


@settings(max_examples=400, deadline=None)
@given(wanted=labels, history=histories)
def test_every_label_sees_what_the_brute_force_oracle_says(
    wanted: list[Label], history: list[Record]
) -> None:
    assert joined(wanted, history) == [oracle(label, history) for label in wanted]


@settings(max_examples=200, deadline=None)
@given(wanted=labels, history=histories, known_by=small)
def test_as_known_by_a_moment_what_was_put_later_does_not_exist(
    wanted: list[Label], history: list[Record], known_by: int
) -> None:
    expected = [oracle(label, history, known_by=known_by) for label in wanted]
    assert joined(wanted, history, known_by=moment(known_by)) == expected


@settings(max_examples=200, deadline=None)
@given(label=st.builds(Label, st.sampled_from(["a", "b"]), small), history=histories, future=histories)
def test_no_future_record_changes_what_a_label_sees(
    label: Label, history: list[Record], future: list[Record]
) -> None:
    """Mutate the future at will: take all of it away, or put other records there."""
    assert label.at is not None
    past = [record for record in history if record.at <= label.at]
    other = [record._replace(at=label.at + 1 + record.at) for record in future]
    assert joined([label], history) == joined([label], past) == joined([label], past + other)


@settings(max_examples=100, deadline=None)
@given(wanted=labels, history=histories, more=histories)
def test_groups_are_joined_independently(
    wanted: list[Label], history: list[Record], more: list[Record]
) -> None:
    sources = {"one": source(history), "two": source(more, features=["x"])}
    found = join(asked(wanted), sources, time="when")
    assert found.columns == ["n", "who", "when", "one_x", "one_y", "two_x"]
    expected = [(*oracle(label, history), oracle(label, more)[0]) for label in wanted]
    assert found.select("one_x", "one_y", "two_x").rows() == expected


def test_the_oracle_can_tell_a_leak() -> None:
    """A join that took the newest record whatever the label's time would not pass."""
    history = [Record("a", 1, 1, 1, False, 1, "p"), Record("a", 5, 5, 5, False, 2, "q")]
    assert oracle(Label("a", 3), history) == (1, "p")
    assert joined([Label("a", 3), Label("a", 5), Label("a", 0)], history) == [
        (1, "p"),
        (2, "q"),
        (None, None),
    ]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series(["2026-01-01T00:00:01.500Z"]),
        pl.Series(["2026-01-01T07:00:01.500+07:00"]),
        pl.Series([1_767_225_601.5]),
        pl.Series([datetime.fromisoformat("2026-01-01T00:00:01.500")]),
        pl.Series([datetime(2026, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)]),
    ],
)
def test_a_moment_is_one_moment_however_it_is_written(column: pl.Series) -> None:
    assert moments(column).to_list() == [datetime(2026, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)]


def test_identifiers_that_are_numbers_match_labels_that_are_text() -> None:
    group = Group(
        name="g",
        identifier="id",
        event_time="at",
        types={"id": "Integral", "at": "Fractional", "x": "String"},
    )
    now = datetime.fromisoformat("2026-01-01")
    history = pl.DataFrame(
        {
            "id": [7],
            "at": [10.0],
            "x": ["seen"],
            "api_invocation_time": [now],
            "write_time": [now],
            "is_deleted": [False],
        }
    )
    wanted = pl.DataFrame({"who": ["7", "7"], "when": [9.5, 10.0]})
    found = join(wanted, {"g": Source(group=group, history=history, entity="who")}, time="when")
    assert found["g_x"].to_list() == [None, "seen"]
