"""What an event asks for: once recorded, once deployed, and our own updates ask for nothing."""

import pytest

from model_lifecycle.next_step import execution_name, next_step
from tests.lambda_.model_lifecycle.samples import package

APPROVED = {"ModelApprovalStatus": "Approved"}


def life(status: str) -> dict[str, dict[str, str]]:
    return {"ModelLifeCycle": {"Stage": "Production", "StageStatus": status, "StageDescription": "why"}}


CASES = {
    "registered": ({}, "record"),
    "registered and recorded": ({"CustomerMetadataProperties": {"recorded": "true"}}, "nothing"),
    "approved": (APPROVED, "deploy"),
    "approved while it waited": (APPROVED | life("Waiting"), "deploy"),
    "asked for again": (APPROVED | life("Requested"), "deploy"),
    "approved after it was rolled back": (APPROVED | life("RolledBack"), "deploy"),
    "promoted": (APPROVED | life("Promoted"), "nothing"),
    "replaced": (APPROVED | life("Archived"), "nothing"),
    "gave way to a newer one": (APPROVED | life("Superseded"), "nothing"),
    "not followed to its end": (APPROVED | life("Unfollowed"), "nothing"),
    "given up": (APPROVED | life("Failed"), "nothing"),
    "rejected": ({"ModelApprovalStatus": "Rejected"}, "nothing"),
    "rolled back": ({"ModelApprovalStatus": "Rejected"} | life("RolledBack"), "nothing"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_version_is_recorded_and_deployed_once(case: str) -> None:
    changes, action = CASES[case]
    assert next_step(package(**changes), running=lambda _: False) == action


@pytest.mark.parametrize(("alive", "action"), [(True, "nothing"), (False, "deploy")])
def test_a_deployment_whose_execution_died_is_begun_again(alive: bool, action: str) -> None:
    claimed = {"CustomerMetadataProperties": {"deployment": "deploy-breast-cancer-3-0", "deployments": "1"}}
    found = package(**APPROVED, **life("Deploying"), **claimed)
    assert next_step(found, running=lambda name: alive and name == "deploy-breast-cancer-3-0") == action
    assert execution_name(found, model="breast-cancer") == "deploy-breast-cancer-3-1"


def test_events_that_come_twice_ask_for_the_same_name() -> None:
    names = {execution_name(package(**APPROVED), model="breast-cancer") for _ in range(2)}
    assert names == {"deploy-breast-cancer-3-0"}
