"""The part of AWS Budgets' API that the emulator lacks: actions, of which one kind can be executed.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudgetAction.html
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import budgets

from local import aws

Request = dict[str, Any]
Answer = tuple[int, dict[str, Any], bytes]
_ATTACH, _DETACH = ("APPROVE_BUDGET_ACTION", "RETRY_BUDGET_ACTION"), "REVERSE_BUDGET_ACTION"
_kept: dict[tuple[str, str], Request] = {}
"""By account and id. A budget that is deleted takes its actions along."""


def install() -> None:
    """Add the operations to those that the emulator dispatches, and forget a deleted budget's actions."""
    budgets._DISPATCH |= {  # noqa: SLF001
        "CreateBudgetAction": _create,
        "DescribeBudgetAction": _describe,
        "DescribeBudgetActionsForBudget": lambda request: _all(request, budget=request["BudgetName"]),
        "DescribeBudgetActionsForAccount": lambda request: _all(request, budget=None),
        "UpdateBudgetAction": _update,
        "DeleteBudgetAction": _delete,
        "ExecuteBudgetAction": _execute,
    }
    delete = budgets._DISPATCH["DeleteBudget"]  # noqa: SLF001

    def delete_with_actions(request: Request) -> Answer:
        for action in _of(request.get("BudgetName")):
            del _kept[get_account_id(), action["ActionId"]]
        answered: Answer = delete(request)
        return answered

    budgets._DISPATCH["DeleteBudget"] = delete_with_actions  # noqa: SLF001


def _known(operation: Callable[[Request, Request], Answer]) -> Callable[[Request], Answer]:
    """Give an operation the action that its request names, or answer that there is none."""

    def checked(request: Request) -> Answer:
        action = _kept.get((get_account_id(), request["ActionId"]))
        if action is None or action["BudgetName"] != request["BudgetName"]:
            refused: Answer = budgets._err_notfound(f"No action {request['ActionId']} of this budget.")  # noqa: SLF001
            return refused
        return operation(request, action)

    return checked


def _create(request: Request) -> Answer:
    if request["BudgetName"] not in budgets._budgets:  # noqa: SLF001
        refused: Answer = budgets._err_notfound(f"No budget {request['BudgetName']}.")  # noqa: SLF001
        return refused
    id_ = str(uuid.uuid4())
    _kept[get_account_id(), id_] = {**_stated(request), "ActionId": id_, "Status": "STANDBY"}
    answer = {"AccountId": request["AccountId"], "BudgetName": request["BudgetName"], "ActionId": id_}
    return _answered(answer)


@_known
def _describe(request: Request, action: Request) -> Answer:
    return _answered(
        {"AccountId": request["AccountId"], "BudgetName": action["BudgetName"], "Action": action}
    )


def _all(request: Request, *, budget: str | None) -> Answer:
    del request
    return _answered({"Actions": _of(budget)})


@_known
def _update(request: Request, action: Request) -> Answer:
    before = dict(action)
    action |= _stated(request)
    name = {"AccountId": request["AccountId"], "BudgetName": action["BudgetName"]}
    return _answered({**name, "OldAction": before, "NewAction": action})


@_known
def _delete(request: Request, action: Request) -> Answer:
    del _kept[get_account_id(), action["ActionId"]]
    return _answered(
        {"AccountId": request["AccountId"], "BudgetName": action["BudgetName"], "Action": action}
    )


@_known
def _execute(request: Request, action: Request) -> Answer:
    """Attach the policy to the roles, or detach it again: what AWS does when the threshold is passed."""
    execution, definition = request["ExecutionType"], action["Definition"].get("IamActionDefinition")
    if definition is None or execution not in (*_ATTACH, _DETACH):
        return _answered({"__type": "InvalidParameterException", "message": "Not emulated locally."}, 400)
    iam, attach = aws.client("iam"), execution in _ATTACH
    for role in definition.get("Roles", []):
        change = iam.attach_role_policy if attach else iam.detach_role_policy
        change(RoleName=role.rpartition("/")[2], PolicyArn=definition["PolicyArn"])
    action["Status"] = "EXECUTION_SUCCESS" if attach else "REVERSE_SUCCESS"
    answer = {"BudgetName": action["BudgetName"], "ActionId": action["ActionId"], "ExecutionType": execution}
    return _answered({"AccountId": request["AccountId"], **answer})


def _of(budget: str | None) -> list[Request]:
    account = get_account_id()
    return [
        action
        for (owner, _), action in _kept.items()
        if owner == account and budget in (None, action["BudgetName"])
    ]


def _stated(request: Request) -> Request:
    return {name: value for name, value in request.items() if name not in ("AccountId", "ResourceTags")}


def _answered(body: Request, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(body).encode()
