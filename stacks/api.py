"""The API: API Gateway in front of the function that asks the endpoints, and of the AI functions."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformFunction, ServiceRole
from stacks.constructs.ai_routes import AiFunctions
from stacks.constructs.api_auth import Access, ApiKeyAccess, CognitoAccess, IamAccess
from stacks.constructs.function import PrivateNetwork
from stacks.constructs.rest_api import InferenceApi
from stacks.constructs.web_acl import WebAcl


class ApiStack(cdk.Stack):
    """`proxy_role` is what a serving stack lets invoke its endpoint and read its card; `api` is the REST API.

    Outputs: `ApiUrl`, `ApiId`, `StageName`, and as `[api] auth` asks `ApiKeyId` or the user pool's ids. The
    key's value is AWS's to make and in no template (`aws apigateway get-api-key --include-value`).
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        logs: s3.IBucket,
        ai: AiFunctions,
        network: PrivateNetwork | None = None,
    ) -> None:
        super().__init__(scope, id, description="REST API and the Lambda function behind its models")
        proxy = self._proxy(config=config, key=key, network=network)
        self.proxy_role: iam.IRole = proxy.service_role
        access = self._access(config)
        self.api = InferenceApi(
            self, "Inference", config=config, key=key, handler=proxy.live, ai=ai, access=access
        )
        access.admit(self.api, config=config.api)
        if config.api.waf:
            WebAcl(self, "Firewall", config=config, key=key, stage_arn=self.api.deployment_stage.stage_arn)
        self._outputs({"ApiUrl": self.api.url, "ApiId": self.api.rest_api_id, **access.outputs()})
        cdk.CfnOutput(self, "StageName", value=self.api.deployment_stage.stage_name)

    def _proxy(
        self, *, config: Environment, key: kms.IKey, network: PrivateNetwork | None
    ) -> PlatformFunction:
        models_path = f"/lab2api/{config.name}/models"
        proxy = PlatformFunction(
            self,
            "Proxy",
            package="inference_proxy",
            description="Checks rows against the model card, then asks the model's endpoint",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_MODELS_PATH": models_path,
                "LAB2API_MAX_BODY_BYTES": str(config.api.max_body_bytes),
                "LAB2API_MAX_ROWS": str(config.api.max_rows),
                "POWERTOOLS_SERVICE_NAME": "inference_proxy",
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=config.api.proxy_timeout_seconds,
            snap_start=config.snap_start,
            reserved_concurrency=config.api.proxy_reserved_concurrency,
            network=network,
        )
        self._allow_listing(proxy.service_role, models_path=models_path)
        return proxy

    def _allow_listing(self, role: ServiceRole, *, models_path: str) -> None:
        path = self.format_arn(service="ssm", resource="parameter", resource_name=models_path.lstrip("/"))
        role.allow("ListModels", actions=["ssm:GetParametersByPath"], resources=[path])

    def _access(self, config: Environment) -> Access:
        if config.api.auth == "api-key":
            return ApiKeyAccess(self)
        return IamAccess() if config.api.auth == "iam" else CognitoAccess(self, retention=config.retention)

    def _outputs(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            cdk.CfnOutput(self, name, value=value)
