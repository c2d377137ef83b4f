"""A small REST API in the style of the platform's: key, plan, validator, gateway responses, access log."""

from typing import Any

FUNCTION = """
import json
def handle(event, context):
    context_ = event["requestContext"]
    if event["queryStringParameters"] and "fail" in event["queryStringParameters"]:
        return "not an answer"
    key = context_["identity"].get("apiKeyId")
    seen = {"id": context_["requestId"], "bytes": len(event["body"] or ""), "key": key}
    return {"statusCode": 200, "body": json.dumps(seen)}
"""
PROBLEM = (
    '{"status":%s,"detail":$context.error.messageString,"request_id":"$context.requestId",'
    '"path":"$context.path","why":"$context.error.validationErrorString"}'
)
RESPONSES = {
    "InvalidApiKey": ("INVALID_API_KEY", "403"),
    "Throttled": ("THROTTLED", "429"),
    "BadRequestBody": ("BAD_REQUEST_BODY", "400"),
    "RequestTooLarge": ("REQUEST_TOO_LARGE", "413"),
    "Default5XX": ("DEFAULT_5XX", None),
}
SCHEMA = {"type": "object", "required": ["instances"], "properties": {"instances": {"type": "array"}}}


def template(*, rate: float, burst: int) -> dict[str, Any]:
    """Return the template; its outputs are ApiId, KeyId and LogGroup."""
    resources = _function() | _api() | _responses() | _plan(rate, burst)
    outputs = {
        "ApiId": {"Value": {"Ref": "Api"}},
        "KeyId": {"Value": {"Ref": "Key"}},
        "LogGroup": {"Value": {"Ref": "Access"}},
    }
    return {"Resources": resources, "Outputs": outputs}


def _function() -> dict[str, Any]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
    return {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handle",
                "Code": {"ZipFile": FUNCTION},
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Layers": [
                    "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:27"
                ],
            },
        },
    }


def _api() -> dict[str, Any]:
    uri = {
        "Fn::Sub": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
    }
    log = {
        "DestinationArn": {"Fn::GetAtt": ["Access", "Arn"]},
        "Format": '{"id":"$context.requestId","status":"$context.status",'
        '"type":"$context.error.responseType"}',
    }
    api = {"RestApiId": {"Ref": "Api"}}
    return {
        "Access": {"Type": "AWS::Logs::LogGroup"},
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "small"}},
        "Validator": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": api | {"ValidateRequestBody": True, "Name": "body"},
        },
        "Model": {
            "Type": "AWS::ApiGateway::Model",
            "Properties": api | {"Name": "Rows", "ContentType": "application/json", "Schema": SCHEMA},
        },
        "Path": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": api | {"ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "rows"},
        },
        "Method": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": api
            | {
                "ResourceId": {"Ref": "Path"},
                "HttpMethod": "POST",
                "AuthorizationType": "NONE",
                "ApiKeyRequired": True,
                "RequestValidatorId": {"Ref": "Validator"},
                "RequestModels": {"application/json": {"Ref": "Model"}},
                "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": uri},
            },
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": api,
            "DependsOn": ["Method", *RESPONSES],
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": api
            | {"StageName": "test", "DeploymentId": {"Ref": "Deployment"}, "AccessLogSetting": log},
        },
    }


def _responses() -> dict[str, Any]:
    return {
        name: {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {
                "RestApiId": {"Ref": "Api"},
                "ResponseType": type_,
                "ResponseParameters": {"gatewayresponse.header.content-type": "'application/problem+json'"},
                "ResponseTemplates": {"application/json": PROBLEM % (status or 502)},
            }
            | ({"StatusCode": status} if status else {}),
        }
        for name, (type_, status) in RESPONSES.items()
    }


def _plan(rate: float, burst: int) -> dict[str, Any]:
    return {
        "Key": {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True, "Name": "tester"}},
        "Plan": {
            "Type": "AWS::ApiGateway::UsagePlan",
            "DependsOn": "Stage",
            "Properties": {
                "ApiStages": [{"ApiId": {"Ref": "Api"}, "Stage": "test"}],
                "Throttle": {"RateLimit": rate, "BurstLimit": burst},
            },
        },
        "PlanKey": {
            "Type": "AWS::ApiGateway::UsagePlanKey",
            "Properties": {"KeyId": {"Ref": "Key"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "Plan"}},
        },
    }
