"""AWS::Budgets::*: budgets and their actions, on record. Nothing here is billed, so none is ever passed."""

from typing import Any

from ministack.core.responses import get_account_id

from local import aws
from local.cloudformation.handlers import Created, Properties, generated_name, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import executed, recorded

_BUDGET, _ACTION = "AWS::Budgets::Budget", "AWS::Budgets::BudgetsAction"


def install() -> None:
    """Register budgets, and actions that ExecuteBudgetAction runs for real."""
    register(
        _BUDGET,
        provision=recorded("nothing is billed here: what was spent stays zero"),
        create=_create_budget,
        update=_update_budget,
        delete=_delete_budget,
        replaced_by=(),
    )
    register(
        _ACTION,
        provision=executed("ExecuteBudgetAction attaches the policy; no bill ever does"),
        create=_create_action,
        update=_update_action,
        delete=_delete_action,
        replaced_by=("BudgetName", "ActionType", "NotificationType"),
    )


def _create_budget(logical_id: str, properties: Properties, stack: str) -> Created:
    budget = dict(properties["Budget"])
    budget.setdefault("BudgetName", generated_name(stack, logical_id, longest=100))
    notified = [dict(one) for one in properties.get("NotificationsWithSubscribers", [])]
    request = {
        "AccountId": get_account_id(),
        "Budget": budget,
        "NotificationsWithSubscribers": notified,
        "ResourceTags": _tags(properties),
    }
    client = aws.client("budgets")
    client.create_budget(**for_operation(client, "CreateBudget", request))
    return budget["BudgetName"], {}


def _update_budget(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del stack
    if new["Budget"].get("BudgetName", physical_id) != physical_id:
        raise ValueError(f"{_BUDGET}: a budget keeps its name; give the new one another logical id")
    if old.get("NotificationsWithSubscribers") != new.get("NotificationsWithSubscribers"):
        _delete_budget(physical_id, old)
        return _create_budget("", {**new, "Budget": {**new["Budget"], "BudgetName": physical_id}}, "")
    client = aws.client("budgets")
    request = {"AccountId": get_account_id(), "NewBudget": {**new["Budget"], "BudgetName": physical_id}}
    client.update_budget(**for_operation(client, "UpdateBudget", request))
    return physical_id, {}


def _delete_budget(physical_id: str, properties: Properties) -> None:
    del properties
    client = aws.client("budgets")
    try:
        client.delete_budget(AccountId=get_account_id(), BudgetName=physical_id)
    except client.exceptions.NotFoundException:
        return  # a teardown has deleted it


def _create_action(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    client, request = aws.client("budgets"), _action(properties)
    made = client.create_budget_action(**for_operation(client, "CreateBudgetAction", request))
    return f"{made['ActionId']}|{made['BudgetName']}", {"ActionId": made["ActionId"]}


def _update_action(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, stack
    id_, _, budget = physical_id.partition("|")
    request = {k: v for k, v in _action(new).items() if k not in ("ActionType", "ResourceTags")}
    client = aws.client("budgets")
    client.update_budget_action(
        **for_operation(client, "UpdateBudgetAction", {**request, "BudgetName": budget, "ActionId": id_})
    )
    return physical_id, {"ActionId": id_}


def _delete_action(physical_id: str, properties: Properties) -> None:
    del properties
    id_, _, budget = physical_id.partition("|")
    client = aws.client("budgets")
    try:
        client.delete_budget_action(AccountId=get_account_id(), BudgetName=budget, ActionId=id_)
    except client.exceptions.NotFoundException:
        return  # it went with its budget


def _action(properties: Properties) -> dict[str, Any]:
    """Return the request of the template's words: threshold and subscribers are called otherwise there."""
    threshold = properties["ActionThreshold"]
    subscribers = [
        {"SubscriptionType": one["Type"], "Address": one["Address"]} for one in properties["Subscribers"]
    ]
    request = {k: v for k, v in properties.items() if k not in ("ResourceTags", "Tags")}
    return {
        **request,
        "AccountId": get_account_id(),
        "ApprovalModel": properties.get("ApprovalModel", "MANUAL"),
        "ActionThreshold": {
            "ActionThresholdType": threshold["Type"],
            "ActionThresholdValue": threshold["Value"],
        },
        "Subscribers": subscribers,
        "ResourceTags": _tags(properties),
    }


def _tags(properties: Properties) -> list[dict[str, str]]:
    return [dict(tag) for tag in properties.get("ResourceTags", [])]
