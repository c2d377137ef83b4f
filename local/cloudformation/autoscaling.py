"""AWS::ApplicationAutoScaling::*: calls to the local Application Auto Scaling."""

from typing import Any

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import executed

_TARGET = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_REFERENCE = ("ResourceId", "ScalableDimension", "ServiceNamespace")
"""The order in which Ref of a scalable target joins its three parts."""


def install() -> None:
    """Register targets and policies."""
    note = executed("scales component copies and asynchronous instances, which are processes")
    register(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        provision=note,
        create=_create_target,
        update=_update_target,
        delete=_delete_target,
        replaced_by=_TARGET,
    )
    register(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        provision=note,
        create=_create_policy,
        update=_update_policy,
        delete=_delete_policy,
        replaced_by=("PolicyName", "ScalingTargetId", *_TARGET),
    )


def _create_target(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    known = {key: value for key, value in properties.items() if key not in ("ScheduledActions", "Tags")}
    if "Tags" in properties:
        known["Tags"] = {tag["Key"]: tag["Value"] for tag in properties["Tags"]}
    _call("RegisterScalableTarget", "register_scalable_target", known)
    for action in properties.get("ScheduledActions", []):
        _call("PutScheduledAction", "put_scheduled_action", _identified(properties) | action)
    return "|".join(properties[member] for member in _REFERENCE), {}


def _update_target(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del physical_id
    kept = {action["ScheduledActionName"] for action in new.get("ScheduledActions", [])}
    for action in old.get("ScheduledActions", []):
        if (name := action["ScheduledActionName"]) not in kept:
            request = _identified(new) | {"ScheduledActionName": name}
            _call("DeleteScheduledAction", "delete_scheduled_action", request)
    return _create_target("", new, stack)


def _identified(properties: Properties) -> Properties:
    return {member: properties[member] for member in _TARGET}


def _delete_target(physical_id: str, properties: Properties) -> None:
    del properties
    _call("DeregisterScalableTarget", "deregister_scalable_target", _split(physical_id))


def _create_policy(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    answer = _call("PutScalingPolicy", "put_scaling_policy", _policy(properties))
    return answer["PolicyARN"], {"Arn": answer["PolicyARN"]}


def _update_policy(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del physical_id, old
    return _create_policy("", new, stack)


def _delete_policy(physical_id: str, properties: Properties) -> None:
    del physical_id
    policy = _policy(properties)
    wanted = _identified(policy) | {"PolicyName": policy["PolicyName"]}
    _call("DeleteScalingPolicy", "delete_scaling_policy", wanted)


def _policy(properties: Properties) -> Properties:
    policy = dict(properties)
    return policy if "ScalingTargetId" not in policy else {**_split(policy.pop("ScalingTargetId")), **policy}


def _split(reference: str) -> dict[str, str]:
    return dict(zip(_REFERENCE, reference.split("|"), strict=True))


def _call(operation: str, method: str, properties: Properties) -> dict[str, Any]:
    client = aws.client("application-autoscaling")
    answer: dict[str, Any] = getattr(client, method)(**for_operation(client, operation, properties))
    return answer
