"""Application Auto Scaling as a record: targets and policies are kept; nothing scales."""

import json
from datetime import UTC, datetime
from typing import Any, cast

import botocore.session
from botocore.model import Shape
from botocore.validate import ParamValidator
from ministack.core.responses import get_account_id, get_region

_MODEL = botocore.session.get_session().get_service_model("application-autoscaling")
_TARGET = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_Target = tuple[str, ...]
_targets: dict[_Target, dict[str, Any]] = {}
_policies: dict[tuple[_Target, str], dict[str, Any]] = {}


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
) -> tuple[int, dict[str, Any], bytes]:
    """Answer one request, checked against the service model."""
    del method, path, query_params
    name, request = headers.get("x-amz-target", "").rpartition(".")[2], json.loads(body or b"{}")
    if name not in _OPERATIONS:
        return _error(501, "NotEmulatedLocally", f"{name} is not emulated locally.")
    shape = cast(Shape, _MODEL.operation_model(name).input_shape)
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        return _error(400, "ValidationException", report.generate_report())
    try:
        return 200, dict(_JSON), json.dumps(_OPERATIONS[name](request)).encode()
    except KeyError as missing:
        return _error(400, "ObjectNotFoundException", f"No scalable target or policy {missing}.")


def _register_scalable_target(request: dict[str, Any]) -> dict[str, Any]:
    arn = _arn("scalable-target", _key(request))
    kept = _targets.get(_key(request), {"CreationTime": _now(), "RoleARN": _service_role()})
    _targets[_key(request)] = kept | request | {"ScalableTargetARN": arn}
    return {"ScalableTargetARN": arn}


def _deregister_scalable_target(request: dict[str, Any]) -> dict[str, Any]:
    del _targets[_key(request)]
    return {}


def _put_scaling_policy(request: dict[str, Any]) -> dict[str, Any]:
    _ = _targets[_key(request)]
    arn = _arn("scalingPolicy", (*_key(request), request["PolicyName"]))
    kept = {"CreationTime": _now(), "PolicyType": "StepScaling"} | request | {"PolicyARN": arn, "Alarms": []}
    _policies[_key(request), request["PolicyName"]] = kept
    return {"PolicyARN": arn, "Alarms": []}


def _delete_scaling_policy(request: dict[str, Any]) -> dict[str, Any]:
    del _policies[_key(request), request["PolicyName"]]
    return {}


def _describe_scalable_targets(request: dict[str, Any]) -> dict[str, Any]:
    wanted = request["ServiceNamespace"]
    return {"ScalableTargets": [t for t in _targets.values() if t["ServiceNamespace"] == wanted]}


def _describe_scaling_policies(request: dict[str, Any]) -> dict[str, Any]:
    wanted = request["ServiceNamespace"]
    return {"ScalingPolicies": [p for p in _policies.values() if p["ServiceNamespace"] == wanted]}


_OPERATIONS = {
    "RegisterScalableTarget": _register_scalable_target,
    "DeregisterScalableTarget": _deregister_scalable_target,
    "PutScalingPolicy": _put_scaling_policy,
    "DeleteScalingPolicy": _delete_scaling_policy,
    "DescribeScalableTargets": _describe_scalable_targets,
    "DescribeScalingPolicies": _describe_scaling_policies,
}


def _key(request: dict[str, Any]) -> _Target:
    return tuple(request[member] for member in _TARGET)


def _arn(resource: str, key: _Target) -> str:
    return f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:{resource}/{'/'.join(key)}"


def _service_role() -> str:
    service = "sagemaker.application-autoscaling.amazonaws.com"
    return f"arn:aws:iam::{get_account_id()}:role/aws-service-role/{service}/local"


def _now() -> float:
    return datetime.now(UTC).timestamp()


def _error(status: int, code: str, message: str) -> tuple[int, dict[str, Any], bytes]:
    return (
        status,
        _JSON | {"x-amzn-errortype": code},
        json.dumps({"__type": code, "message": message}).encode(),
    )
