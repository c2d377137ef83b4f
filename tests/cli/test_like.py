"""A new model on a cluster gets a rule of its own at the load balancer, though its template is copied."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from cli.serving import own_priority
from config.rule_priority import HIGHEST, rule_priority
from tests.cli.account import DEV, Account

STACK = "Dev-Serving-new"
ON_A_CLUSTER = json.dumps({"Parameters": {"RulePriority": {"Default": 7}}})


def stack(name: str, priority: int) -> dict[str, object]:
    return {
        "StackName": name,
        "StackStatus": "CREATE_COMPLETE",
        "CreationTime": datetime(2026, 11, 26, tzinfo=UTC),
        "Parameters": [{"ParameterKey": "RulePriority", "ParameterValue": str(priority)}],
    }


def test_it_is_none_that_a_serving_stack_of_the_environment_has(account: Account) -> None:
    free = rule_priority(STACK)
    stacks = [
        stack("Dev-Serving-a", free),
        stack("Dev-Serving-b", free + 1),
        stack("Prod-Serving-c", free + 2),
    ]
    account.expect("cloudformation", "describe_stacks", {"Stacks": stacks})
    assert own_priority(target=DEV, stack=STACK, template=ON_A_CLUSTER) == {"RulePriority": str(free + 2)}


def test_a_model_on_sagemaker_has_no_rule() -> None:
    assert own_priority(target=DEV, stack=STACK, template="{}") == {}


def test_after_the_highest_number_comes_the_first() -> None:
    first = rule_priority(STACK)
    assert rule_priority(STACK, taken=set(range(first, HIGHEST + 1))) == 1
    assert 1 <= first <= HIGHEST
