"""The REST API itself: its stage, its routes and what it checks before the function runs."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config import Environment
from stacks.constructs.ai_routes import BINARY_MEDIA_TYPES, AiFunctions, AiRoutes
from stacks.constructs.api_account import ApiAccount
from stacks.constructs.api_auth import Access
from stacks.constructs.api_logs import ApiLogs
from stacks.constructs.gateway_responses import add_gateway_responses
from stacks.constructs.request_model import json_object
from stacks.constructs.stream_function import MARGIN_SECONDS
from stacks.constructs.streaming import streaming

# API Gateway's default limit for an integration (API Gateway quotas, REST API).
INTEGRATION_SECONDS = 29
TLS_POLICY = "SecurityPolicy_TLS13_1_2_2021_06"
"""TLS 1.2 is the oldest a client may speak (API Gateway guide, security policies for REST APIs)."""


class InferenceApi(apigateway.RestApi):
    """Every route under /v1, none without credentials; every error is a problem+json."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        handler: lambda_.IFunction,
        model_stream: lambda_.IFunction,
        ai: AiFunctions,
        features: lambda_.IFunction,
        access: Access,
    ) -> None:
        logs = ApiLogs(scope, "ApiLogs", key=key, retention=config.retention)
        super().__init__(
            scope,
            id,
            rest_api_name=f"lab2api-{config.name}",
            description="Trained models and AI services as an API",
            binary_media_types=list(BINARY_MEDIA_TYPES),
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            fail_on_warnings=True,
            default_method_options=access.methods(),
            default_integration=apigateway.LambdaIntegration(
                handler, timeout=cdk.Duration.seconds(INTEGRATION_SECONDS), allow_test_invoke=False
            ),
            deploy_options=logs.stage(
                config.name,
                rate_per_second=config.api.throttle.rate_per_second,
                burst=config.api.throttle.burst,
            ),
        )
        # CDK's own output repeats ApiUrl under a generated name.
        self.node.try_remove_child("Endpoint")
        self._ask_for_modern_tls()
        logs.expect_execution_log(self, stage_name=config.name)
        self.deployment_stage.node.add_dependency(ApiAccount(scope, "ApiAccount"))
        add_gateway_responses(self)
        stream_seconds = config.api.stream_seconds + MARGIN_SECONDS
        self._routes(ai=ai, features=features, model_stream=model_stream, stream_seconds=stream_seconds)

    def _ask_for_modern_tls(self) -> None:
        resource = self.node.default_child
        assert isinstance(resource, apigateway.CfnRestApi)  # noqa: S101 - narrows the type for mypy
        resource.security_policy = TLS_POLICY
        resource.endpoint_access_mode = "STRICT"

    def _routes(
        self,
        *,
        ai: AiFunctions,
        features: lambda_.IFunction,
        model_stream: lambda_.IFunction,
        stream_seconds: int,
    ) -> None:
        parameters = self.add_request_validator("Parameters", validate_request_parameters=True)
        body = self.add_request_validator(
            "BodyAndParameters", validate_request_body=True, validate_request_parameters=True
        )
        named = {"method.request.path.model": True}
        optional = {
            "method.request.querystring.mode": False,
            "method.request.querystring.target": False,
            "method.request.header.Idempotency-Key": False,
        }
        json_body = json_object(self)
        version = self.root.add_resource("v1")
        version.add_resource("health").add_method("GET", request_validator=parameters)
        version.add_resource("openapi.json").add_method("GET", request_validator=parameters)
        models = version.add_resource("models")
        models.add_method("GET", request_validator=parameters)
        model = models.add_resource("{model}")
        model.add_method("GET", request_validator=parameters, request_parameters=named)
        model.add_resource("predictions").add_method(
            "POST",
            request_validator=body,
            request_parameters=named | optional,
            # Only this type is checked here: API Gateway passes any other on, and the function checks CSV.
            request_models={"application/json": json_body},
        )
        model.add_resource("stream").add_method(
            "POST",
            streaming(model_stream, seconds=stream_seconds),
            request_validator=body,
            request_parameters=named,
            request_models={"application/json": json_body},
        )
        model.add_resource("uploads").add_method(
            "POST",
            request_validator=body,
            request_parameters=named,
            request_models={"application/json": json_body},
        )
        _add_features(version, features, validator=parameters)
        AiRoutes(functions=ai, seconds=INTEGRATION_SECONDS, stream_seconds=stream_seconds).add(
            version, model=json_body, body=body, parameters=parameters
        )


def _add_features(
    version: apigateway.Resource, features: lambda_.IFunction, *, validator: apigateway.RequestValidator
) -> None:
    version.resource_for_path("features/{group}/{id}").add_method(
        "GET",
        apigateway.LambdaIntegration(
            features, timeout=cdk.Duration.seconds(INTEGRATION_SECONDS), allow_test_invoke=False
        ),
        request_validator=validator,
        request_parameters={
            "method.request.path.group": True,
            "method.request.path.id": True,
            "method.request.querystring.feature": False,
        },
    )
