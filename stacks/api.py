"""The API: API Gateway in front of the function that asks the endpoints, and of the AI functions."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformFunction
from stacks.constructs.ai_routes import AiFunctions
from stacks.constructs.api_auth import Access, ApiKeyAccess, CognitoAccess, IamAccess
from stacks.constructs.features_function import FeaturesFunction
from stacks.constructs.model_entries import allow_listing_models, entries_path
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.rest_api import InferenceApi
from stacks.constructs.web_acl import WebAcl
from stacks.jobs import JOBS, UPLOADS, JobsStack, allow_listing_jobs


class ApiStack(cdk.Stack):
    """`proxy_role` is what a serving stack lets invoke its endpoint and read its card; `api` is the REST API.

    `firewall_arn` is None without `[api] waf`; another stage may stand behind the same firewall.

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
        jobs: JobsStack,
        ai: AiFunctions,
        model_stream: lambda_.IFunction,
        network: PrivateNetwork | None = None,
    ) -> None:
        super().__init__(scope, id, description="REST API and the Lambda function behind its models")
        self.proxy = proxy = self._proxy(config=config, key=key, jobs=jobs, network=network)
        self.proxy_role: iam.IRole = proxy.service_role
        self.features = FeaturesFunction(self, "Features", config=config, key=key)
        access = self._access(config)
        self.api = InferenceApi(
            self,
            "Inference",
            config=config,
            key=key,
            handler=proxy.live,
            model_stream=model_stream,
            ai=ai,
            features=self.features.live,
            access=access,
        )
        access.admit(self.api, config=config.api)
        self.firewall_arn: str | None = None
        if config.api.waf:
            firewall = WebAcl(
                self, "Firewall", config=config, key=key, stage_arn=self.api.deployment_stage.stage_arn
            )
            self.firewall_arn = firewall.arn
        self._outputs({"ApiUrl": self.api.url, "ApiId": self.api.rest_api_id, **access.outputs()})
        cdk.CfnOutput(self, "StageName", value=self.api.deployment_stage.stage_name)

    def _proxy(
        self, *, config: Environment, key: kms.IKey, jobs: JobsStack, network: PrivateNetwork | None
    ) -> PlatformFunction:
        proxy = PlatformFunction(
            self,
            "Proxy",
            package="inference_proxy",
            shared=("served_models", "prediction_jobs", "job_store"),
            description="Checks rows against the model card, then asks the model's endpoint",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_MODELS_PATH": entries_path(config),
                "LAB2API_MAX_BODY_BYTES": str(config.api.max_body_bytes),
                "LAB2API_MAX_ROWS": str(config.api.max_rows),
                "LAB2API_BUCKET": jobs.bucket.bucket_name,
                "LAB2API_QUEUE_URL": jobs.queue.queue_url,
                "LAB2API_MAX_UPLOAD_BYTES": str(config.jobs.max_upload_bytes),
                "LAB2API_JOB_SECONDS": str(config.jobs.deadline_seconds),
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
            },
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=config.api.proxy_timeout_seconds,
            snap_start=config.snap_start,
            reserved_concurrency=config.api.proxy_reserved_concurrency,
            network=network,
        )
        allow_listing_models(proxy.service_role, config=config)
        self._allow_jobs(proxy, jobs=jobs)
        return proxy

    def _allow_jobs(self, proxy: PlatformFunction, *, jobs: JobsStack) -> None:
        """Allow uploads too: what it signs for clients can do no more than the signer."""
        role, bucket = proxy.service_role, jobs.bucket
        objects = [bucket.arn_for_objects(f"{prefix}*") for prefix in (JOBS, UPLOADS)]
        allow_listing_jobs(proxy, bucket)
        role.allow("ReadJobs", actions=["s3:GetObject"], resources=objects)
        role.allow("WriteJobs", actions=["s3:PutObject"], resources=objects)
        role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[jobs.key.key_arn])
        role.allow("Queue", actions=["sqs:SendMessage"], resources=[jobs.queue.queue_arn])

    def _access(self, config: Environment) -> Access:
        if config.api.auth == "api-key":
            return ApiKeyAccess(self)
        return IamAccess() if config.api.auth == "iam" else CognitoAccess(self, retention=config.retention)

    def _outputs(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            cdk.CfnOutput(self, name, value=value)
