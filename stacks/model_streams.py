"""The function that streams what a generative model writes; the models' own stacks let it in."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from stacks.constructs.model_entries import allow_listing_models, entries_path
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.stream_function import StreamFunction


class ModelStreamsStack(cdk.Stack):
    """`function` answers POST /v1/models/{model}/stream; `role` is what a serving stack lets in."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        network: PrivateNetwork | None = None,
    ) -> None:
        super().__init__(scope, id, description="Streams the text of generative models")
        self.function = StreamFunction(
            self,
            "Stream",
            package="model_streams",
            shared=("served_models", "prediction_jobs", "job_store"),
            description="Streams what a generative model's endpoint writes",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_MODELS_PATH": entries_path(config),
                "LAB2API_MAX_BODY_BYTES": str(config.api.max_body_bytes),
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
            },
            memory_mb=config.api.proxy_memory_mb,
            stream_seconds=config.api.stream_seconds,
            reserved_concurrency=config.api.proxy_reserved_concurrency,
            network=network,
        )
        allow_listing_models(self.function.service_role, config=config)
        self.role: iam.IRole = self.function.service_role
