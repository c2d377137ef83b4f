"""A meter's step and the student's sum are written together or not at all, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from class_ledger import heartbeat
from class_ledger.change import Change
from class_ledger.heartbeat import Heartbeat
from class_ledger.leases import Leases
from class_ledger.meter import Meter, usd
from class_ledger.meters import Meters
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.spend_guard.world import lease

NOW = datetime(2026, 9, 7, 5, tzinfo=UTC)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    for slug in ("an", "binh"):
        Leases(table=made.table).put(lease(slug))
    return made


def meter(slug: str = "an", thing: str = "app/x/1", amount: str = "0.1") -> Meter:
    return Meter(
        class_name="demo", slug=slug, thing=thing, kind="app", usd=Decimal(amount), since=NOW, seen=NOW
    )


def spent(ledger: Ledger, slug: str = "an") -> Decimal:
    found = Leases(table=ledger.table).get("demo", slug)
    assert found
    return found.spent_usd


def test_a_step_that_is_written_again_is_void(ledger: Ledger) -> None:
    meters, first = Meters(table=ledger.table), meter()
    assert meters.record([Change(None, first)]) == []
    assert meters.record([Change(None, first)]) == ["an"]
    later = first.model_copy(update={"usd": Decimal("0.3"), "seen": NOW + timedelta(minutes=1)})
    assert meters.record([Change(first, later)]) == []
    assert meters.record([Change(first, later)]) == ["an"]
    assert spent(ledger) == Decimal("0.3")


def test_a_closed_meter_is_never_opened_or_closed_again(ledger: Ledger) -> None:
    meters, one = Meters(table=ledger.table), meter()
    meters.record([Change(None, one)])
    assert meters.record([Change(one, one, closes=True)]) == []
    assert meters.open("demo") == {}
    assert meters.closed("demo", [one.key, ("an", "app/y/1")]) == {one.key}
    assert meters.record([Change(None, one, closes=True)]) == ["an"]
    assert spent(ledger) == Decimal("0.1")


def test_a_bill_that_turned_out_smaller_is_given_back(ledger: Ledger) -> None:
    meters, one = Meters(table=ledger.table), meter(amount="0.5")
    meters.record([Change(None, one)])
    meters.record([Change(one, one.model_copy(update={"usd": Decimal("0.2")}), closes=True)])
    assert spent(ledger) == Decimal("0.2")


def test_two_hundred_meters_of_one_student_are_all_written(ledger: Ledger) -> None:
    meters = Meters(table=ledger.table)
    many = [Change(None, meter(thing=f"endpoint/e{number}/1", amount="0.01")) for number in range(200)]
    assert meters.record([*many, Change(None, meter("binh"))]) == []
    assert (spent(ledger), spent(ledger, "binh")) == (Decimal(2), Decimal("0.1"))
    assert ledger.calls["TransactWriteItems"] <= 4
    opened = meters.open("demo")
    closing = [Change(one, one, closes=True) for one in opened.values()]
    assert meters.record(closing) == []
    assert len(meters.closed("demo", opened)) == 201


def test_one_students_conflict_does_not_keep_the_others_from_being_written(ledger: Ledger) -> None:
    meters, one = Meters(table=ledger.table), meter()
    meters.record([Change(None, one)])
    assert meters.record([Change(None, one), Change(None, meter("binh"))]) == ["an"]
    assert (spent(ledger), spent(ledger, "binh")) == (Decimal("0.1"), Decimal("0.1"))


def test_money_without_a_lease_makes_no_lease(ledger: Ledger) -> None:
    assert Meters(table=ledger.table).record([Change(None, meter("gone"))]) == ["gone"]
    assert [found.slug for found in Leases(table=ledger.table).all("demo")] == ["an", "binh"]


def test_what_a_student_ever_had_is_listed_the_dearest_first(ledger: Ledger) -> None:
    meters, cheap, dear = Meters(table=ledger.table), meter(amount="0.1"), meter(thing="app/y/1", amount="2")
    meters.record([Change(None, cheap), Change(None, dear), Change(None, meter("binh"))])
    meters.record([Change(dear, dear, closes=True)])
    assert meters.of_student("demo", "an") == [dear, cheap]
    assert len(list(meters.all("demo"))) == 3


def test_billionths_are_rounded_up() -> None:
    assert usd(Decimal("0.0000000001")) == Decimal("0.000000001")


def test_the_heartbeat_is_read_as_it_was_written(ledger: Ledger) -> None:
    assert heartbeat.read(ledger.table, "demo") is None
    beat = Heartbeat(at=NOW, complete=NOW, leases=3, checked=2, running=1, failed=("list app: X",))
    heartbeat.write(ledger.table, "demo", beat)
    assert heartbeat.read(ledger.table, "demo") == beat
