"""What API Gateway writes down: one JSON line a request and its own errors, never a body."""

import json

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kms as kms
from constructs import Construct

from config.models import Retention
from stacks.constructs.log_group import PlatformLogGroup

# Variables: API Gateway guide, "Variables for access logging". The function and the container log the id too.
FIELDS = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "requestTime": "$context.requestTime",
    "sourceIp": "$context.identity.sourceIp",
    "apiKeyId": "$context.identity.apiKeyId",
    "caller": "$context.identity.caller",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "protocol": "$context.protocol",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationLatency": "$context.integration.latency",
    "integrationStatus": "$context.integration.integrationStatus",
    "integrationRequestId": "$context.integration.requestId",
    "errorType": "$context.error.responseType",
    "errorMessage": "$context.error.message",
    "wafStatus": "$context.waf.status",
    "xrayTraceId": "$context.xrayTraceId",
}


class ApiLogs(Construct):
    """The access log, and the execution log under the name that API Gateway would give it."""

    def __init__(self, scope: Construct, id: str, *, key: kms.IKey, retention: Retention) -> None:
        super().__init__(scope, id)
        self._key = key
        self._retention = retention
        access = PlatformLogGroup(self, "Access", key=key, retention=retention)
        self._destination = apigateway.LogGroupLogDestination(access)
        self._format = apigateway.AccessLogFormat.custom(json.dumps(FIELDS))

    def stage(self, name: str, *, rate_per_second: float, burst: int) -> apigateway.StageOptions:
        """Return the options of a stage that writes them."""
        return apigateway.StageOptions(
            stage_name=name,
            throttling_rate_limit=rate_per_second,
            throttling_burst_limit=burst,
            metrics_enabled=True,
            tracing_enabled=True,
            logging_level=apigateway.MethodLoggingLevel.ERROR,
            # A data trace would write bodies, and so people's data and tokens, into the log.
            data_trace_enabled=False,
            access_log_destination=self._destination,
            access_log_format=self._format,
        )

    def expect_execution_log(self, api: apigateway.RestApi, *, stage_name: str) -> None:
        """Declare the group before API Gateway does, which would leave it unencrypted and kept for ever."""
        group = PlatformLogGroup(
            self,
            "Execution",
            key=self._key,
            retention=self._retention,
            name=f"API-Gateway-Execution-Logs_{api.rest_api_id}/{stage_name}",
        )
        api.deployment_stage.node.add_dependency(group)
