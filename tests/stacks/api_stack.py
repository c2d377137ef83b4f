"""The Api stack alone, in its three ways of asking who calls, and small questions over its template."""

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

import config
from inference_proxy.openapi import COMMITTED
from stacks.api import ApiStack
from stacks.constructs import PlatformKey
from stacks.constructs.ai_routes import AiFunctions
from stacks.jobs import JobsStack

OPENAPI = json.loads(COMMITTED.read_text())
BASE = config.load("prod")
AUTHS = ("api-key", "iam", "cognito")


def synthesize(auth: str, *, waf: bool) -> Template:
    """The Api stack of prod's settings with another auth."""
    environment = BASE.model_copy(update={"api": BASE.api.model_copy(update={"auth": auth, "waf": waf})})
    app = cdk.App(analytics_reporting=False)
    data = cdk.Stack(app, "Data")
    key = PlatformKey(data, "Key", retention=environment.retention)
    logs = s3.Bucket(data, "Logs")
    stack = ApiStack(
        app,
        "Api",
        config=environment,
        key=key,
        jobs=JobsStack(app, "Jobs", config=environment, key=key, logs=logs),
        ai=AiFunctions(**_functions(data, "text", "images", "chat", "chat_stream", "documents", "digitize")),
        **_functions(data, "model_stream"),
    )
    return Template.from_stack(stack)


def _functions(stack: cdk.Stack, *names: str) -> dict[str, lambda_.IFunction]:
    """Functions of another stack, as the platform has them."""
    return {
        name: lambda_.Function(
            stack,
            name,
            runtime=lambda_.Runtime.PYTHON_3_14,
            handler=f"{name}.handle",
            code=lambda_.Code.from_inline("def handle(event, context): ..."),
        )
        for name in names
    }


def resources(template: Template, kind: str) -> dict[str, Any]:
    return {name: dict(resource) for name, resource in template.find_resources(kind).items()}


def properties(template: Template, kind: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in resources(template, kind).values()]


def routes(template: Template) -> dict[tuple[str, str], dict[str, Any]]:
    """(path, method) to the method's properties, the path put together from the resource tree."""
    parts = {name: r["Properties"] for name, r in resources(template, "AWS::ApiGateway::Resource").items()}

    def path(name: str) -> str:
        parent = parts[name]["ParentId"].get("Ref")
        return f"{path(parent) if parent else ''}/{parts[name]['PathPart']}"

    return {
        (path(method["ResourceId"]["Ref"]), method["HttpMethod"].lower()): method
        for method in properties(template, "AWS::ApiGateway::Method")
    }
