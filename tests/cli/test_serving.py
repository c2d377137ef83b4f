"""What a person is told when CloudFormation rolls back."""

from __future__ import annotations

from typing import Any

from cli.serving import first_failure

STACK = "Dev-Serving-breast-cancer"


def event(logical: str, status: str, reason: str = "") -> dict[str, Any]:
    return {"LogicalResourceId": logical, "ResourceStatus": status, "ResourceStatusReason": reason}


def test_the_first_failure_of_the_newest_operation_is_told_not_what_it_cancelled() -> None:
    newest_first = [
        event(STACK, "UPDATE_ROLLBACK_COMPLETE"),
        event("Entry", "UPDATE_FAILED", "Resource update cancelled"),
        event("HostingEndpoint", "UPDATE_FAILED", "did not pass the ping health check"),
        event(STACK, "UPDATE_IN_PROGRESS"),
        event("HostingConfig", "CREATE_FAILED", "last week's trouble"),
        event(STACK, "CREATE_IN_PROGRESS"),
    ]
    assert (
        first_failure(events=newest_first, stack=STACK)
        == "HostingEndpoint: did not pass the ping health check"
    )


def test_a_rollback_without_a_failed_resource_says_so() -> None:
    assert "no reason" in first_failure(events=[event(STACK, "UPDATE_IN_PROGRESS")], stack=STACK)
