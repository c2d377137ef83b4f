"""Each paid request is counted once, however often its line is delivered; nothing else is counted at all."""

from __future__ import annotations

import base64
import gzip
import json
import os
from decimal import Decimal
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from class_ledger.leases import Leases
from class_ledger.meters import Meters
from http_api.prices import read_prices
from http_api.usage import Usage
from metered_usage import handler
from metered_usage.intake import MOST_ATTEMPTS, Intake
from metered_usage.lines import Delivery, DeliveryError, Line, Use, by_key, unpack, uses
from metered_usage.settings import PREFIX
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.custom_resources.cloudformation import context
from tests.lambda_.spend_guard.world import NOON, lease

METERED = {"_aws": {}, "ApiKeyId": "keyan", "Service": "translate", "Operation": "T", "EstimatedUsd": 0.15}


def line(**changed: Any) -> str:
    return json.dumps(METERED | changed)


def delivery(*messages: str, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    events = [{"id": f"{number}", "timestamp": 1, "message": text} for number, text in enumerate(messages)]
    packed = gzip.compress(json.dumps({"messageType": kind, "logEvents": events}).encode())
    return {"awslogs": {"data": base64.b64encode(packed).decode()}}


class Lambda:
    def __init__(self) -> None:
        self.invoked: list[dict[str, Any]] = []

    def invoke(self, **asked: Any) -> None:
        self.invoked.append(asked)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    made = Ledger()
    for slug in ("an", "binh"):
        Leases(table=made.table).put(lease(slug))
    # Other functions' tests in the same process have set theirs.
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LAB2API_CLASS_NAME", "demo")
    monkeypatch.setenv("LAB2API_TABLE", made.table.table_name)
    monkeypatch.setenv("LAB2API_GUARD", "guard")
    monkeypatch.setattr(boto3, "resource", lambda _: type("R", (), {"Table": lambda *_: made.table})())
    return made


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> Lambda:
    made = Lambda()
    monkeypatch.setattr(boto3, "client", lambda _: made)
    return made


def spent(ledger: Ledger, slug: str = "an") -> Decimal:
    found = Leases(table=ledger.table).get("demo", slug)
    assert found
    return found.spent_usd


def test_what_the_ai_functions_write_is_what_is_read() -> None:
    used = Usage()
    used.add("translate:TranslateText", 1000)
    written = used.metric_lines(read_prices(), client="keyan")
    found = list(uses(unpack(delivery(*written))))
    assert [(use.key, use.service, use.usd) for use in found] == [("keyan", "translate", Decimal("0.015"))]


def test_a_delivery_is_counted_by_student_and_service(ledger: Ledger, functions: Lambda) -> None:
    event = delivery(line(), line(), line(Service="comprehend"), line(ApiKeyId="keybinh"), line(ApiKeyId="x"))
    assert handler.handle(event, context()) == {"students": 2}
    assert (spent(ledger), spent(ledger, "binh")) == (Decimal("0.45"), Decimal("0.15"))
    meters = Meters(table=ledger.table).of_student("demo", "an")
    assert [(meter.thing, meter.usd) for meter in meters] == [
        ("ai/translate", Decimal("0.3")),
        ("ai/comprehend", Decimal("0.15")),
    ]
    assert functions.invoked == []


def test_a_delivery_that_comes_again_is_not_counted_again(ledger: Ledger, functions: Lambda) -> None:
    event = delivery(line(), line())
    assert [handler.handle(event, context())["students"] for _ in range(3)] == [1, 0, 0]
    assert spent(ledger) == Decimal("0.3")


def test_a_budget_that_is_spent_calls_the_guard_at_once(ledger: Ledger, functions: Lambda) -> None:
    handler.handle(delivery(*[line()] * 7), context())
    [call] = functions.invoked
    assert (call["FunctionName"], call["InvocationType"]) == ("guard", "Event")
    assert json.loads(call["Payload"]) == {"kind": "over"}


def test_who_is_frozen_already_calls_nobody(ledger: Ledger, functions: Lambda) -> None:
    leases = Leases(table=ledger.table)
    assert leases.change(lease("an"), state="frozen", reason="")
    handler.handle(delivery(*[line()] * 7), context())
    assert functions.invoked == []
    assert spent(ledger) == Decimal("1.05"), "and is still counted"


@pytest.mark.parametrize(
    "message",
    [
        "START RequestId",
        "{",
        "[]",
        "null",
        line(EstimatedUsd=-1),
        line(EstimatedUsd="NaN"),
        line(EstimatedUsd="Infinity"),
        line(EstimatedUsd=0),
        line(EstimatedUsd=None),
        json.dumps({"EstimatedUsd": 1}),
        "[" * 100_000,
        "{" * 100_000,
    ],
)
def test_a_line_that_is_no_account_is_left_out(message: str) -> None:
    assert list(uses(unpack(delivery(message, line())))) == list(uses(unpack(delivery("", line()))))


@given(st.text(max_size=200))
def test_no_line_breaks_the_count(message: str) -> None:
    found = list(uses(Delivery(messageType="DATA_MESSAGE", logEvents=(Line(id="1", message=message),))))
    assert all(use.usd > 0 for use in found)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"awslogs": None},
        {"awslogs": {"data": "x"}},
        {"awslogs": {"data": base64.b64encode(b"x").decode()}},
    ],
)
def test_what_is_no_delivery_is_an_error(event: dict[str, Any]) -> None:
    with pytest.raises(DeliveryError, match="no data of a subscription"):
        unpack(event)


def test_a_control_message_counts_nothing() -> None:
    assert list(uses(unpack(delivery(line(), kind="CONTROL_MESSAGE")))) == []


def test_a_bomb_is_not_unpacked() -> None:
    data = base64.b64encode(gzip.compress(b" " * (17 * 1024 * 1024))).decode()
    with pytest.raises(DeliveryError, match="more than"):
        unpack({"awslogs": {"data": data}})


class Conflicts:
    """A table whose transactions meet another's, so many times."""

    table_name = "t"

    def __init__(self, times: int) -> None:
        self.times, self.calls = times, 0
        self.meta = type("M", (), {"client": self})()
        self.exceptions = type("E", (), {"TransactionCanceledException": CancelledError})()

    def transact_write_items(self, **_: Any) -> None:
        self.calls += 1
        if self.calls <= self.times:
            raise CancelledError


class CancelledError(Exception):
    response = {"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}  # noqa: RUF012


def test_a_conflict_with_the_guard_is_tried_again_a_few_times() -> None:
    slept: list[float] = []
    use = Use(line="1", key="keyan", service="translate", usd=Decimal(1))
    table = Conflicts(2)
    assert Intake(table=table, now=lambda: NOON, sleep=slept.append).add(lease("an"), [use])
    assert (table.calls, len(slept)) == (3, 2)
    table = Conflicts(100)
    with pytest.raises(CancelledError):
        Intake(table=table, now=lambda: NOON, sleep=slept.append).add(lease("an"), [use])
    assert table.calls == MOST_ATTEMPTS


def test_keys_are_grouped() -> None:
    found = by_key([Use(line="1", key=key, service="s", usd=Decimal(1)) for key in ("a", "b", "a")])
    assert {key: len(lines) for key, lines in found.items()} == {"a": 2, "b": 1}
