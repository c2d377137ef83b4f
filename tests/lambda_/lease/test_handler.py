"""CloudFormation is answered in every case; a lease keeps its history, and goes with the last of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from class_ledger.leases import HELD, Leases
from lease import handler
from tests.lambda_.class_ledger.dynamodb import Ledger
from tests.lambda_.custom_resources.cloudformation import asked, context, heard

TERMS = {
    "ClassName": "demo",
    "Slug": "an",
    "Sandbox": "demo-an",
    "Group": "a",
    "BudgetUsd": "12.5",
    "WarnAt": "0.8",
    "Ends": "2035-06-30T17:00:00Z",
    "ApiKeyId": "abc123",
}


DENY = "arn:aws:iam::aws:policy/AWSDenyAll"
FREEZE = "arn:aws:iam::123456789012:policy/freeze"


class Iam:
    """What was detached; `refusal` is the code of the error that it answers with."""

    def __init__(self) -> None:
        self.detached, self.refusal = list[tuple[str, str]](), ""

    def detach_role_policy(self, **asked: str) -> None:
        if self.refusal:
            raise ClientError({"Error": {"Code": self.refusal, "Message": "no"}}, "DetachRolePolicy")
        self.detached.append((asked["RoleName"], asked["PolicyArn"]))


@pytest.fixture
def iam() -> Iam:
    return Iam()


@pytest.fixture
def leases(monkeypatch: pytest.MonkeyPatch, iam: Iam) -> Iterator[Leases]:
    ledger = Ledger()
    tables = {"the-ledger": ledger.table}
    monkeypatch.setattr(boto3, "resource", lambda *_, **__: SimpleNamespace(Table=tables.__getitem__))
    monkeypatch.setattr(boto3, "client", lambda *_, **__: iam)
    monkeypatch.setenv("LAB2API_ENVIRONMENT", "classroom")
    monkeypatch.setenv("LAB2API_LEDGER", "the-ledger")
    monkeypatch.setenv("LAB2API_FREEZE_POLICY", FREEZE)
    monkeypatch.setenv("LAB2API_DENY_POLICY", DENY)
    yield Leases(table=ledger.table)


def answered(request_type: str, **changed: str) -> dict[str, Any]:
    with heard() as (url, answers):
        handler.handle(asked(url, request_type, **(TERMS | changed)), context())
    (answer,) = answers
    return answer


def test_a_lease_is_granted_on_the_terms_of_the_template(leases: Leases) -> None:
    answer = answered("Create")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "lease-demo-an")
    lease = leases.get("demo", "an")
    assert lease is not None
    assert (lease.sandbox, lease.group, lease.api_key_id) == ("demo-an", "a", "abc123")
    assert (lease.budget_usd, lease.warn_at) == (Decimal("12.5"), Decimal("0.8"))
    assert lease.ends == datetime(2035, 6, 30, 17, tzinfo=UTC)
    assert (lease.state, lease.spent_usd) == ("active", 0)


def test_other_terms_leave_state_and_spending_as_they_are(leases: Leases) -> None:
    answered("Create")
    spend(leases, "9.75")
    lease = leases.get("demo", "an")
    assert lease is not None
    assert leases.change(lease, state="frozen", reason="spent")
    answered("Update", BudgetUsd="20")
    after = leases.get("demo", "an")
    assert after is not None
    assert (after.budget_usd, after.state, after.reason) == (Decimal(20), "frozen", "spent")
    assert after.spent_usd == Decimal("9.75")


@pytest.mark.parametrize("request_type", ["Create", "Update"])
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"BudgetUsd": "0"}, "budget_usd"),
        ({"WarnAt": "1.2"}, "warn_at"),
        ({"Ends": "2035-06-30T17:00:00"}, "Ends"),
    ],
)
def test_terms_out_of_range_are_refused_with_their_name(
    leases: Leases, request_type: str, wrong: dict[str, str], named: str
) -> None:
    answer = answered(request_type, **wrong)
    assert answer["Status"] == "FAILED"
    assert named in answer["Reason"]
    assert list(leases.all("demo")) == []


def test_a_lease_that_cost_nothing_goes_with_its_sandbox(leases: Leases) -> None:
    answered("Create")
    assert answered("Delete")["Status"] == "SUCCESS"
    assert leases.get("demo", "an") is None


def test_a_lease_that_the_teardown_ended_goes_with_its_sandbox(leases: Leases) -> None:
    answered("Create")
    spend(leases, "3")
    lease = leases.get("demo", "an")
    assert lease is not None
    leases.change(lease, state="ended", reason="wiped")
    assert answered("Delete")["Status"] == "SUCCESS"
    assert leases.get("demo", "an") is None


def test_whoever_is_dropped_with_a_bill_is_still_watched_and_comes_back_to_it(leases: Leases) -> None:
    answered("Create")
    spend(leases, "3")
    assert answered("Delete")["Status"] == "SUCCESS"
    assert [lease.spent_usd for lease in leases.all("demo")] == [Decimal(3)]
    answered("Create", ApiKeyId="another")
    back = leases.get("demo", "an")
    assert back is not None
    assert (back.spent_usd, back.api_key_id) == (Decimal(3), "another")


def test_a_lease_of_nobody_is_refused(leases: Leases) -> None:
    answer = answered("Create", Slug="")
    assert answer["Status"] == "FAILED"
    assert "Slug" in answer["Reason"]


@pytest.mark.parametrize("terms", [{}, {"BudgetUsd": "0"}])
def test_deleting_what_was_never_granted_succeeds(leases: Leases, terms: dict[str, str]) -> None:
    """A creation that was refused is deleted while the stack rolls back."""
    assert answered("Delete", **terms)["Status"] == "SUCCESS"
    assert list(leases.all("demo")) == []


def test_who_is_frozen_is_thawed_before_the_role_goes(leases: Leases, iam: Iam) -> None:
    """IAM deletes no role with a policy that CloudFormation does not know of."""
    answered("Create")
    assert iam.detached == []
    assert answered("Delete")["Status"] == "SUCCESS"
    assert iam.detached == [("demo-an", FREEZE), ("demo-an", DENY)]


def test_who_was_not_frozen_or_has_no_role_any_more_goes_as_well(leases: Leases, iam: Iam) -> None:
    answered("Create")
    iam.refusal = "NoSuchEntity"
    assert answered("Delete")["Status"] == "SUCCESS"
    assert leases.get("demo", "an") is None


def test_a_refusal_of_iam_is_the_reason_and_the_lease_stays(leases: Leases, iam: Iam) -> None:
    answered("Create")
    iam.refusal = "AccessDenied"
    answer = answered("Delete")
    assert answer["Status"] == "FAILED"
    assert "AccessDenied" in answer["Reason"]
    assert leases.get("demo", "an") is not None


def test_where_no_policy_may_be_made_iam_is_not_asked(
    leases: Leases, iam: Iam, monkeypatch: pytest.MonkeyPatch
) -> None:
    for policy in ("FREEZE", "DENY"):
        monkeypatch.setenv(f"LAB2API_{policy}_POLICY", "")
    answered("Create")
    assert answered("Delete")["Status"] == "SUCCESS"
    assert iam.detached == []


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_who_comes_back_frozen_is_frozen_by_the_guard_again(leases: Leases, request_type: str) -> None:
    """Role and key are new ones then; without its note, the guard freezes them at its next minute."""
    answered("Create")
    hold(leases)
    spend(leases, "12.5")
    lease = leases.get("demo", "an")
    assert lease is not None
    leases.change(lease, state="frozen", reason="spent")
    answered(request_type, ApiKeyId="another")
    assert held(leases) == []


def test_the_guards_note_of_who_is_being_unfrozen_stays(leases: Leases) -> None:
    """Without it the guard would not know that role and key are to be given back."""
    answered("Create")
    hold(leases)
    answered("Update", BudgetUsd="20")
    assert held(leases) == [f"{HELD}an"]


def test_a_missing_table_is_the_reason_and_not_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB2API_ENVIRONMENT", "classroom")
    monkeypatch.delenv("LAB2API_LEDGER", raising=False)
    answer = answered("Create")
    assert answer["Status"] == "FAILED"
    assert "ledger" in answer["Reason"]


def spend(leases: Leases, usd: str) -> None:
    """Book a cost as the guard does."""
    leases._table.update_item(
        Key={"Class": "demo", "Item": "lease#an"},
        UpdateExpression="ADD spent_usd :usd",
        ExpressionAttributeValues={":usd": Decimal(usd)},
    )


def hold(leases: Leases) -> None:
    """Note, as the guard does, that role and key are frozen."""
    leases._table.put_item(Item={"Class": "demo", "Item": f"{HELD}an"})


def held(leases: Leases) -> list[str]:
    return [item["Item"] for item in leases._table.scan()["Items"] if item["Item"].startswith(HELD)]
