"""The operations of Application Auto Scaling over the targets that are registered."""

from collections.abc import Callable, Iterable
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local import clock
from local.autoscaling import policies, scaler, scheduled_actions, targets, tracking
from local.autoscaling.errors import RequestError
from local.autoscaling.resources import resource_of
from local.autoscaling.targets import NAMED_BY, Record, Target

Request = dict[str, Any]
Answer = dict[str, Any]


def register_scalable_target(request: Request) -> Answer:
    """Register or change a target, and bring its capacity between its bounds."""
    resource_of(request)
    arn = _arn("scalable-target", request)
    kept: Record = {"CreationTime": clock.now(), "RoleARN": _service_role()}
    known = [target for target in targets.here() if target.record["ScalableTargetARN"] == arn]
    if not known and not {"MinCapacity", "MaxCapacity"} <= request.keys():
        raise RequestError("ValidationException", "A new scalable target needs MinCapacity and MaxCapacity.")
    merged = (known[0].record if known else kept) | request | {"ScalableTargetARN": arn}
    if merged["MinCapacity"] > merged["MaxCapacity"]:
        raise RequestError("ValidationException", "MinCapacity is larger than MaxCapacity.")
    scaler.keep_bounds(targets.put(merged))
    return {"ScalableTargetARN": arn}


def deregister_scalable_target(request: Request) -> Answer:
    """Forget a target with its policies and scheduled actions; its resource stays as it is."""
    targets.remove(request)
    return {}


def put_scaling_policy(request: Request) -> Answer:
    """Keep a policy whose metric can be read here. Tracking needs no alarms here, so none are made."""
    target = targets.get(request)
    kind = request.get("PolicyType", policies.STEP)
    configuration = request.get(f"{kind}PolicyConfiguration")
    if kind not in (policies.STEP, policies.TRACKING):
        raise RequestError("NotEmulatedLocally", f"{kind} runs on AWS only.", status=501)
    if configuration is None:
        raise RequestError("ValidationException", f"{kind} needs {kind}PolicyConfiguration.")
    if kind == policies.TRACKING:
        tracking.metric_of(target, configuration)
    arn = _arn("scalingPolicy", request, request["PolicyName"])
    made = {"CreationTime": clock.now(), "PolicyType": kind, "PolicyARN": arn, "Alarms": []}
    target.policies[request["PolicyName"]] = made | request
    return {"PolicyARN": arn, "Alarms": []}


def delete_scaling_policy(request: Request) -> Answer:
    """Forget a policy."""
    _forget(targets.get(request).policies, request["PolicyName"], "scaling policy")
    return {}


def put_scheduled_action(request: Request) -> Answer:
    """Keep a scheduled action, or change the members that the request has."""
    target, name = targets.get(request), request["ScheduledActionName"]
    arn = _arn("scheduledAction", request, name)
    made = target.actions.get(name, {"CreationTime": clock.now(), "ScheduledActionARN": arn})
    action = made | request
    if "Schedule" not in action:
        raise RequestError("ValidationException", "A scheduled action needs a Schedule.")
    action["_next"] = scheduled_actions.next_run(action, after=clock.now())
    target.actions[name] = action
    return {}


def delete_scheduled_action(request: Request) -> Answer:
    """Forget a scheduled action."""
    _forget(targets.get(request).actions, request["ScheduledActionName"], "scheduled action")
    return {}


def describe_scalable_targets(request: Request) -> Answer:
    """Return targets by their resource."""
    found = [t.record for t in _chosen(request) if t.record["ResourceId"] in _ids(request, t)]
    return {"ScalableTargets": found}


def describe_scaling_policies(request: Request) -> Answer:
    """Return the policies of a target, or of all."""
    return {"ScalingPolicies": _named(request, "PolicyNames", [t.policies for t in _chosen(request)])}


def describe_scheduled_actions(request: Request) -> Answer:
    """Return the scheduled actions of a target, or of all."""
    found = _named(request, "ScheduledActionNames", [t.actions for t in _chosen(request)])
    return {"ScheduledActions": found}


def describe_scaling_activities(request: Request) -> Answer:
    """Return what was scaled, the latest first."""
    found = [activity for target in _chosen(request) for activity in target.activities]
    found.sort(key=lambda activity: float(activity["StartTime"]), reverse=True)
    return {"ScalingActivities": found[: int(request.get("MaxResults", 50))]}


OPERATIONS: dict[str, Callable[[Request], Answer]] = {
    "RegisterScalableTarget": register_scalable_target,
    "DeregisterScalableTarget": deregister_scalable_target,
    "PutScalingPolicy": put_scaling_policy,
    "DeleteScalingPolicy": delete_scaling_policy,
    "PutScheduledAction": put_scheduled_action,
    "DeleteScheduledAction": delete_scheduled_action,
    "DescribeScalableTargets": describe_scalable_targets,
    "DescribeScalingPolicies": describe_scaling_policies,
    "DescribeScheduledActions": describe_scheduled_actions,
    "DescribeScalingActivities": describe_scaling_activities,
}


def _chosen(request: Request) -> list[Target]:
    wanted = {member: request[member] for member in NAMED_BY if member in request}
    return [target for target in targets.here() if wanted.items() <= target.record.items()]


def _ids(request: Request, target: Target) -> Iterable[str]:
    return request.get("ResourceIds") or (target.record["ResourceId"],)


def _named(request: Request, member: str, kept: Iterable[dict[str, Record]]) -> list[Record]:
    wanted = request.get(member)
    return [
        {key: value for key, value in record.items() if not key.startswith("_")}
        for records in kept
        for name, record in records.items()
        if not wanted or name in wanted
    ]


def _forget(kept: dict[str, Record], name: str, noun: str) -> None:
    if kept.pop(name, None) is None:
        raise RequestError("ObjectNotFoundException", f"No {noun} {name}.")


def _arn(resource: str, request: Request, *more: str) -> str:
    path = "/".join([*(request[member] for member in NAMED_BY), *more])
    return f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:{resource}/{path}"


def _service_role() -> str:
    service = "sagemaker.application-autoscaling.amazonaws.com"
    return f"arn:aws:iam::{get_account_id()}:role/aws-service-role/{service}/local"
