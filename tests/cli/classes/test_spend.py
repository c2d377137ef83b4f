"""`class spend` shows who spends what and how old that is; `freeze` and `unfreeze` ask the guard."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner, Result

from class_ledger import heartbeat
from class_ledger.change import Change
from class_ledger.heartbeat import Heartbeat
from class_ledger.leases import Leases
from class_ledger.meter import Meter
from class_ledger.meters import Meters
from cli.__main__ import app
from cli.classes import freezing, spend
from cli.target import Target
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.spend_guard.world import lease

TARGET = Target(environment="classroom", region="us-east-1")


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    made = Ledger()
    for slug, amount in (("an", "1.25"), ("binh", "0.1"), ("chi", "0.85")):
        Leases(table=made.table).put(lease(slug, group="a"))
        _meter(made, slug, "endpoint", amount, hourly="0.115")
    monkeypatch.setattr(spend, "of_environment", lambda _: TARGET)
    monkeypatch.setattr(spend, "ledger", lambda *_: made.table)
    return made


def _meter(ledger: Ledger, slug: str, kind: str, amount: str, *, hourly: str) -> None:
    now = datetime.now(UTC)
    meter = Meter(
        class_name="demo",
        slug=slug,
        thing=f"{kind}/demo-{slug}-x/1",
        kind=kind,
        usd=Decimal(amount),
        usd_per_hour=Decimal(hourly),
        since=now,
        seen=now,
    )
    assert Meters(table=ledger.table).record([Change(None, meter)]) == []


def beat(ledger: Ledger, *, seconds_ago: float) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    heartbeat.write(ledger.table, "demo", Heartbeat(at=at, complete=at, leases=3, checked=3, running=3))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["class", *words])


def test_who_is_nearest_to_the_end_comes_first(ledger: Ledger) -> None:
    beat(ledger, seconds_ago=5)
    shown = run("spend", "demo").stdout
    lines = [line for line in shown.splitlines() if line.split() and line.split()[0] in ("an", "binh", "chi")]
    assert [line.split()[0] for line in lines] == ["an", "chi", "binh"]
    assert "1.25" in lines[0]
    assert "0.12" in lines[0] or "0.11" in lines[0]
    assert "endpoint" in lines[0]
    assert lines[0].count("█") == 16
    assert lines[2].count("█") == 1
    assert "USD 2.20 in all of 3 students" in shown


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "has not run yet: nothing is counted"), (5, "looked at 3"), (600, "it has stopped")],
)
def test_how_old_it_is_is_said(ledger: Ledger, seconds: float | None, said: str) -> None:
    if seconds is not None:
        beat(ledger, seconds_ago=seconds)
    assert said in run("spend", "demo").stdout.replace("\n", " ")


def test_machines_get_decimals_as_text(ledger: Ledger) -> None:
    beat(ledger, seconds_ago=5)
    told = json.loads(run("spend", "demo", "--json").stdout)
    assert (told["class"], told["spent_usd"]) == ("demo", "2.20")
    assert told["students"][0]["by_kind"] == {"endpoint": "1.25"}
    assert told["guard"]["checked"] == 3


def test_watching_and_json_do_not_go_together(ledger: Ledger) -> None:
    result = run("spend", "demo", "--watch", "--json")
    assert result.exit_code == 1
    assert "Take --json once" in result.stderr


class Lambda:
    """Answers what it is told to; `busy` times it has no place."""

    def __init__(self, answer: dict[str, Any], *, busy: int = 0, error: bool = False) -> None:
        self.answer, self.busy, self.error = answer, busy, error
        self.asked: list[dict[str, Any]] = []

    def invoke(self, *, FunctionName: str, Payload: str) -> dict[str, Any]:  # noqa: N803 - AWS's words
        assert FunctionName == "guard"
        if self.busy:
            self.busy -= 1
            raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "no"}}, "Invoke")
        self.asked.append(json.loads(Payload))
        body = {"Payload": io.BytesIO(json.dumps(self.answer).encode())}
        return body | ({"FunctionError": "Unhandled"} if self.error else {})


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Any:
    left = Ledger()
    Leases(table=left.table).put(lease("left"))

    def prepare(function: Lambda) -> Lambda:
        monkeypatch.setattr(freezing, "of_environment", lambda _: TARGET)
        monkeypatch.setattr(freezing, "guard", lambda *_: "guard")
        monkeypatch.setattr(freezing, "ledger", lambda *_: left.table)
        monkeypatch.setattr(Target, "client", lambda *_: function)
        monkeypatch.setattr(freezing, "TRY_SECONDS", 0)
        return function

    return prepare


def test_freezing_asks_the_guard_and_says_what_ended(guarded: Any) -> None:
    answer = {"state": "frozen", "reason": "exam", "stopped": ["app/x/1"], "failed": [], "leases": 3}
    function = guarded(Lambda(answer))
    result = run("freeze", "demo", "--student", "an", "--reason", "exam")
    assert result.exit_code == 0, result.output
    assert "an is frozen: exam" in result.stdout
    assert "app/x/1" in result.stdout
    assert function.asked == [{"action": "freeze", "student": "an", "reason": "exam"}]


def test_unfreezing_hands_on_a_new_budget(guarded: Any) -> None:
    function = guarded(Lambda({"state": "active", "reason": "unfrozen"}))
    assert run("unfreeze", "demo", "--student", "an", "--budget", "2.5").exit_code == 0
    assert function.asked[0]["budget_usd"] == "2.50"


def test_a_refusal_says_what_to_do(guarded: Any) -> None:
    guarded(Lambda({"refused": "an has spent USD 1.01 of 1.00: give a larger budget"}))
    result = run("unfreeze", "demo", "--student", "an")
    assert result.exit_code == 1
    assert "--budget USD" in result.stderr


def test_who_is_no_student_is_told_before_anything_is_asked(guarded: Any) -> None:
    function = guarded(Lambda({}))
    result = run("freeze", "demo", "--student", "dung")
    assert result.exit_code == 1
    assert "demo has no student dung" in result.stderr
    assert "Students: an, binh, chi" in result.stderr
    assert function.asked == []


def test_who_left_the_roster_with_a_lease_can_be_frozen(guarded: Any) -> None:
    function = guarded(Lambda({"state": "frozen", "reason": ""}))
    assert run("freeze", "demo", "--student", "left").exit_code == 0
    assert function.asked[0]["student"] == "left"


def test_a_busy_guard_is_asked_again_a_few_times(guarded: Any) -> None:
    function = guarded(Lambda({"state": "frozen", "reason": ""}, busy=3))
    assert run("freeze", "demo", "--student", "an").exit_code == 0
    assert len(function.asked) == 1
    guarded(Lambda({}, busy=99))
    assert run("freeze", "demo", "--student", "an").exit_code != 0


def test_a_guard_that_breaks_and_one_that_could_not_do_all_are_red(guarded: Any) -> None:
    guarded(Lambda({"errorType": "KeyError"}, error=True))
    result = run("freeze", "demo", "--student", "an")
    assert (result.exit_code, "the guard failed: KeyError" in result.stderr) == (1, True)
    guarded(Lambda({"state": "frozen", "reason": "", "failed": ["list app: ThrottlingException"]}))
    assert run("freeze", "demo", "--student", "an").exit_code == 1
