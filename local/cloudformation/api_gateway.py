"""AWS::ApiGateway::*: validators, which the emulator ignores, and settings that its handlers drop."""

from typing import Any

from ministack.services.cloudformation import provisioners

from local import aws
from local.cloudformation.handlers import Created, Properties, after, generated_name, register
from local.cloudformation.provision import declare, executed, recorded

_VALIDATOR = "AWS::ApiGateway::RequestValidator"


def install() -> None:
    """Register validators and client certificates; repair methods and stages."""
    register(
        _VALIDATOR,
        provision=executed("parameters and bodies are checked before the function runs"),
        create=_create_validator,
        update=_update_validator,
        delete=_delete_validator,
        replaced_by=("RestApiId", "Name"),
    )
    register(
        "AWS::ApiGateway::ClientCertificate",
        provision=recorded("no certificate is made"),
        create=_create_certificate,
        update=_update_certificate,
        delete=_delete_certificate,
    )
    after("AWS::ApiGateway::Method", _name_validator)
    after("AWS::ApiGateway::Stage", _log_access)
    _answer_whole_api()


def _create_validator(logical_id: str, properties: Properties, stack: str) -> Created:
    answer = aws.client("apigateway").create_request_validator(
        restApiId=properties["RestApiId"],
        name=properties.get("Name") or generated_name(stack, logical_id, longest=128),
        validateRequestBody=_true(properties.get("ValidateRequestBody")),
        validateRequestParameters=_true(properties.get("ValidateRequestParameters")),
    )
    return answer["id"], {"RequestValidatorId": answer["id"]}


def _update_validator(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, stack
    wanted = {
        "/validateRequestBody": "ValidateRequestBody",
        "/validateRequestParameters": "ValidateRequestParameters",
    }
    patches = [
        {"op": "replace", "path": path, "value": str(_true(new.get(name))).lower()}
        for path, name in wanted.items()
    ]
    aws.client("apigateway").update_request_validator(
        restApiId=new["RestApiId"], requestValidatorId=physical_id, patchOperations=patches
    )
    return physical_id, {"RequestValidatorId": physical_id}


def _delete_validator(physical_id: str, properties: Properties) -> None:
    client = aws.client("apigateway")
    try:
        client.delete_request_validator(restApiId=properties["RestApiId"], requestValidatorId=physical_id)
    except client.exceptions.NotFoundException:
        return  # the API went first and took its validators along


def _create_certificate(logical_id: str, properties: Properties, stack: str) -> Created:
    del properties
    name = generated_name(stack, logical_id, longest=40)
    return name, {"ClientCertificateId": name}


def _update_certificate(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, new, stack
    return physical_id, {"ClientCertificateId": physical_id}


def _delete_certificate(physical_id: str, properties: Properties) -> None:
    del physical_id, properties


def _name_validator(physical_id: str, properties: Properties) -> None:
    del physical_id
    if "RequestValidatorId" in properties:
        _patch(
            "update_method",
            {"/requestValidatorId": properties["RequestValidatorId"]},
            properties,
            resourceId=properties["ResourceId"],
            httpMethod=properties["HttpMethod"],
        )


def _log_access(physical_id: str, properties: Properties) -> None:
    setting = properties.get("AccessLogSetting", {})
    values = {f"/accessLogSettings/{name[0].lower()}{name[1:]}": value for name, value in setting.items()}
    if "ClientCertificateId" in properties:
        values["/clientCertificateId"] = properties["ClientCertificateId"]
    if values:
        _patch("update_stage", values, properties, stageName=physical_id)


def _patch(method: str, values: dict[str, str], properties: Properties, **names: str) -> None:
    patches = [{"op": "replace", "path": path, "value": value} for path, value in values.items()]
    getattr(aws.client("apigateway"), method)(
        restApiId=properties["RestApiId"], patchOperations=patches, **names
    )


def _true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


_SERVED: dict[str, str] = {
    "RestApi": "served on loopback",
    "Resource": "served on loopback",
    "Method": "served on loopback",
    "Deployment": "served on loopback",
    "Stage": "served, with access log, throttle and metrics",
    "Model": "request bodies are checked against it",
    "GatewayResponse": "rendered as declared",
    "ApiKey": "asked for and compared",
    "UsagePlan": "throttle and quota are enforced",
    "UsagePlanKey": "throttle and quota are enforced",
    "Authorizer": "tokens are checked",
}


def _answer_whole_api() -> None:
    for kind, note in _SERVED.items():
        if f"AWS::ApiGateway::{kind}" not in provisioners._RESOURCE_HANDLERS:  # noqa: SLF001
            raise LookupError(f"the emulator no longer has AWS::ApiGateway::{kind}")
        declare(f"AWS::ApiGateway::{kind}", executed(note))
    declare("AWS::ApiGateway::Account", recorded("the role that writes logs on AWS is not used"))
