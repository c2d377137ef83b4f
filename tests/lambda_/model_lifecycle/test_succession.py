"""Of two approved versions the newer goes last, so that it stays; unless a person wants the older."""

from datetime import UTC, datetime
from typing import Any

import pytest

from model_lifecycle.aws import Executions
from model_lifecycle.package import Package
from model_lifecycle.settings import Settings
from model_lifecycle.stack import Stack
from model_lifecycle.steps import Steps
from model_lifecycle.succession import insists_over, newest
from tests.lambda_.model_lifecycle.samples import ARN, card, package


def at(minute: int) -> datetime:
    return datetime(2026, 1, 1, 12, minute, tzinfo=UTC)


def version(
    number: int, *, minute: int, status: str = "", why: str = "", approval: str = "Approved"
) -> Package:
    life = {"Stage": "Production", "StageStatus": status, "StageDescription": "why"}
    return package(
        ModelPackageArn=f"{ARN.rpartition('/')[0]}/{number}",
        ModelPackageVersion=number,
        ModelApprovalStatus=approval,
        ApprovalDescription=why,
        LastModifiedTime=at(minute),
        **({"ModelLifeCycle": life} if status else {}),
    )


class Registry:
    """Versions by number."""

    def __init__(self, *versions: Package) -> None:
        self._versions = {one.arn: one for one in versions}

    def package(self, arn: str) -> Package:
        return self._versions[arn]

    def found(self, arn: str) -> Package | None:
        return self._versions.get(arn)

    def approved_after(self, package: Package) -> list[Package]:
        return [
            one
            for one in self._versions.values()
            if one.version > package.version and one.approval == "Approved"
        ]

    def card(self, _: Package) -> Any:
        return card()


class Stacks:
    """One stack."""

    def __init__(self, status: str = "UPDATE_COMPLETE", *, serving: str = "2") -> None:
        self.status, self.serving = status, serving

    def stack(self, name: str) -> Stack:
        values = dict.fromkeys(("ModelName", "ModelDataUrl", "CardUrl", "ModelVersion"), self.serving)
        return Stack(name=name, status=self.status, parameters=values)


def steps(registry: Registry, *, stacks: Stacks | None = None, **changes: Any) -> Steps:
    machine = "arn:aws:states:us-east-1:111122223333:stateMachine:m"
    values = {"environment": "dev", "machine": machine, "stacks": "Dev-Serving-", "approval": "person"}
    return Steps(
        settings=Settings.model_validate(values | changes),
        registry=registry,  # type: ignore[arg-type]
        stacks=stacks or Stacks(),  # type: ignore[arg-type]
        executions=Executions(states=None, machine=machine),
    )


def turn(older: Package, *others: Package, over: int | None = None) -> dict[str, Any]:
    asked = {"step": "turn", "package": older.arn, "over": older.version if over is None else over}
    return steps(Registry(older, *others)).handle(asked)


def test_of_two_that_wait_the_older_yields_and_the_registry_says_to_which() -> None:
    answer = turn(version(3, minute=1, status="Deploying"), version(4, minute=2, status="Deploying"))
    assert answer["answer"] == "yield"
    assert answer["update"]["ModelLifeCycle"]["StageStatus"] == "Superseded"
    assert "version 4 is newer and approved too" in answer["why"]


def test_the_newer_goes_whatever_the_older_does() -> None:
    assert turn(version(4, minute=2), version(3, minute=1))["answer"] == "go"


@pytest.mark.parametrize("status", ["Archived", "Failed", "Superseded"])
def test_nobody_yields_to_a_version_that_is_not_to_come(status: str) -> None:
    assert turn(version(3, minute=1), version(4, minute=2, status=status))["answer"] == "go"


def test_nobody_yields_to_a_version_that_is_not_approved() -> None:
    newer = version(4, minute=2, approval="PendingManualApproval")
    assert turn(version(3, minute=1), newer)["answer"] == "go"


@pytest.mark.parametrize("status", ["Requested", "", "RolledBack"])
def test_a_person_who_asks_for_an_older_version_gets_it(status: str) -> None:
    older, serving = version(3, minute=9, status=status, why="rollback: slow"), version(4, minute=8)
    asked = {"step": "claim", "package": older.arn, "execution": "deploy-m-3-1"}
    over = steps(Registry(older, serving)).handle(asked)["over"]
    assert over == 4
    assert turn(older, serving, over=over)["answer"] == "go"


def test_who_asks_for_an_older_version_still_yields_to_one_that_is_approved_later() -> None:
    older, serving = version(3, minute=9), version(4, minute=8, status="Promoted")
    over = insists_over(older, [serving])
    assert turn(older, serving, version(5, minute=10), over=over)["answer"] == "yield"


def test_an_approval_before_the_newer_one_asked_for_nothing_older() -> None:
    older, newer = version(3, minute=1), version(4, minute=2)
    assert insists_over(older, [newer]) == 3
    assert newest(older, [newer]) == newer


def test_the_policy_insists_on_nothing() -> None:
    older, newer = version(3, minute=9, why="by policy: good"), version(4, minute=8, status="Promoted")
    assert insists_over(older, [newer]) == 3


def test_a_decision_is_in_the_same_write_as_the_record() -> None:
    """A version that says it is recorded is looked at no more: nothing may be left to decide."""
    new = version(3, minute=1, approval="PendingManualApproval")
    for least, answer in ((0.9, "Approved"), (0.999, "Rejected")):
        looked = steps(Registry(new), approval="policy", minimum_score=least).handle(
            {"step": "look", "package": new.arn}
        )
        update = looked["update"]
        assert update["CustomerMetadataProperties"]["recorded"] == "true"
        assert (looked["decision"], update["ModelApprovalStatus"]) == (answer, answer)
        assert update["ApprovalDescription"].startswith("by policy: roc_auc 0.99")
    undecided = steps(Registry(new)).handle({"step": "look", "package": new.arn})["update"]
    assert "ModelApprovalStatus" not in undecided


def test_an_update_that_goes_on_is_not_said_to_have_failed() -> None:
    late = version(3, minute=1, status="Deploying")
    asked = {"step": "unfollowed", "package": late.arn, "cause": "CloudFormation had not ended after 9 s"}
    answer = steps(Registry(late), stacks=Stacks("UPDATE_IN_PROGRESS")).handle(asked)
    life = answer["update"]["ModelLifeCycle"]
    assert life["StageStatus"] == "Unfollowed"
    assert "had not ended after 9 s. Dev-Serving-breast-cancer was UPDATE_IN_PROGRESS" in answer["why"]
    assert "not deployed" not in answer["why"]
