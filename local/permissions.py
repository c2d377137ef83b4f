"""Strict mode: which IAM action and resource a request needs, for the emulator's policy check."""

import json
import re
from typing import Any

from botocore.parsers import RpcV2CBORParser
from ministack.core import iam_actions

from local import named_requests
from local.ai import bedrock_permissions
from local.feature_store import permissions as feature_store
from local.sagemaker.operations import MODEL

_ADDED = ("sagemaker", "application-autoscaling", "comprehend", "textract", "rekognition")
_INVOCATION = re.compile(r"/endpoints/([^/]+)/(async-invocations|invocations(?:-response-stream)?)")
_INVOKED = {
    "invocations": "InvokeEndpoint",
    "async-invocations": "InvokeEndpointAsync",
    "invocations-response-stream": "InvokeEndpointWithResponseStream",
}
_RESOURCES = {
    "InferenceComponentName": "inference-component",
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "ModelName": "model",
    "FeatureGroupName": "feature-group",
    "ModelPackageGroupName": "model-package-group",
    "PipelineName": "pipeline",
    "TrainingJobName": "training-job",
    "ProcessingJobName": "processing-job",
    "TransformJobName": "transform-job",
}


def install() -> None:  # noqa: C901 - one function in place of each of three
    """Extend the emulator's mapping from a request to its IAM action, resource ARN and condition keys."""
    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn
    context_of = iam_actions.request_tag_context

    def extract_iam_action(service: str, *request: Any) -> str | None:
        if service == "bedrock-runtime":
            return bedrock_permissions.action(request[1])
        if named := named_requests.action(service, *request):
            return named
        return action(service, *request) if service in _ADDED else action_of(service, *request)

    def extract_resource_arn(service: str, *request: Any) -> str:
        if service == "ssm" and request[2].get("x-amz-target") == "AmazonSSM.GetParametersByPath":
            return parameter_path(*request)
        if service == "bedrock-runtime":
            return bedrock_permissions.resource(request[1])
        place = {"region": request[5], "account": request[6]}
        if named := named_requests.resource(service, request[2], request[3], **place):
            return named
        if alarm := named_alarm(service, *request[1:4], region=request[5], account=request[6]):
            return alarm
        return resource(service, *request) if service in _ADDED else resource_of(service, *request)

    def request_tag_context(
        service: str, iam_action: str, body: bytes, params: dict[str, Any]
    ) -> dict[str, Any]:
        if service == "bedrock-runtime":
            return bedrock_permissions.context(body)
        found: dict[str, Any] = context_of(service, iam_action, body, params)
        return found

    iam_actions.request_tag_context = request_tag_context
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn


def action(service: str, method: str, path: str, headers: dict[str, str], *_: Any) -> str:
    """Return `service:Operation`, from the path of the runtime API or the target of the control plane."""
    if feature_store.is_runtime(path):
        return feature_store.action(method, path)
    if invoked := _INVOCATION.match(path):
        return f"{service}:{_INVOKED[invoked[2]]}"
    return f"{service}:{headers.get('x-amz-target', '').rpartition('.')[2]}"


def resource(
    service: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    params: Any,
    region: str,
    account: str,
) -> str:
    """Return the ARN that the request names; `*` where its action has none (the List operations)."""
    del method, params
    prefix = f"arn:aws:sagemaker:{region}:{account}"
    if feature_store.is_runtime(path):
        return feature_store.resource(path, body, prefix=prefix)
    if invoked := _INVOCATION.match(path):
        return f"{prefix}:endpoint/{invoked[1].lower()}"
    name = headers.get("x-amz-target", "").rpartition(".")[2]
    if service != "sagemaker" or name not in MODEL.operation_names or name.startswith("List"):
        return "*"
    return _named(prefix, json.loads(body or b"{}"))


def parameter_path(
    method: str, path: str, headers: Any, body: bytes, params: Any, region: str, account: str
) -> str:
    """Return the ARN of the path that GetParametersByPath names; the emulator would take `*`."""
    del method, path, headers, params
    name = str(json.loads(body or b"{}").get("Path", "")).strip("/")
    return f"arn:aws:ssm:{region}:{account}:parameter/{name}"


def named_alarm(service: str, path: str, headers: Any, body: bytes, *, region: str, account: str) -> str:
    """Return the first alarm that DescribeAlarms names, in JSON or CBOR, or all; empty for other requests."""
    target = headers.get("x-amz-target", "") or path
    if service != "monitoring" or not target.endswith(("/DescribeAlarms", ".DescribeAlarms")):
        return ""
    parser = RpcV2CBORParser()
    asked: dict[str, Any] = (
        json.loads(body)
        if target != path
        else parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    )
    names = asked.get("AlarmNames") or ["*"]
    return f"arn:aws:cloudwatch:{region}:{account}:alarm:{names[0]}"


def _named(prefix: str, request: dict[str, Any]) -> str:
    if "DomainId" in request:
        return f"{prefix}:{_in_a_domain(request)}"
    for member, value in request.items():
        if member.endswith("Arn") and not member.endswith("RoleArn"):
            return str(value)
        # A version of the registry is named by its ARN: DescribeModelPackage, DeleteModelPackage.
        if member == "ModelPackageName" and str(value).startswith("arn:"):
            return str(value)
    named = [(kind, request[member]) for member, kind in _RESOURCES.items() if member in request]
    return f"{prefix}:{named[0][0]}/{str(named[0][1]).lower()}" if named else "*"


def _in_a_domain(request: dict[str, Any]) -> str:
    """Return the resource of Studio that a request names: its members' kinds have their own parts."""
    domain, owner = request["DomainId"], request.get("SpaceName") or request.get("UserProfileName")
    if "AppType" in request:
        return f"app/{domain}/{owner}/{request['AppType'].lower()}/{request['AppName']}"
    if "SpaceName" in request:
        return f"space/{domain}/{request['SpaceName']}"
    return f"user-profile/{domain}/{owner}" if owner else f"domain/{domain}"
