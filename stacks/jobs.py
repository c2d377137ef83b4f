"""Jobs: the bucket of what is asked, uploaded and answered, and the queue and worker of predictions."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformBucket, PlatformFunction
from stacks.constructs.job_queue import JobQueue
from stacks.constructs.model_entries import allow_listing_models, entries_path
from stacks.constructs.private_network import PrivateNetwork

JOBS, UPLOADS, ASYNC = "jobs/", "uploads/", "async/"
FORGOTTEN_DAYS = 1
"""How long a result can be brought back after it has expired: people's data are not kept by accident."""

BESIDE_AN_ATTEMPT_SECONDS = 25
"""Of the worker's time, to read a file and to write its result."""
BATCH = 5
MEMORY_MB = 2048
"""A file is read whole, some ten times its size; more memory is also more CPU."""


class JobsStack(cdk.Stack):
    """`bucket`, `queue`, and `finished`, where asynchronous endpoints publish that they have answered.

    A serving stack lets `worker_role` invoke its endpoint; the watch stack has the alarm on `undelivered`.
    The worker is in no VPC where all it calls are AWS's own APIs: models in containers are inside one.
    Outputs: `JobsBucketName`, where who has AWS credentials puts large documents, below `uploads/`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        logs: s3.IBucket,
        network: PrivateNetwork | None = None,
    ) -> None:
        super().__init__(scope, id, description="Jobs, uploads, and the worker that does predictions")
        self._config, self.key = config, key
        self.bucket = PlatformBucket(
            self, "Jobs", config=config, key=key, logs=logs, noncurrent_days=FORGOTTEN_DAYS
        )
        for prefix in (JOBS, UPLOADS, ASYNC):
            self.bucket.expire(prefix=prefix, days=config.documents.result_days)
        seconds = config.jobs.attempt_seconds + BESIDE_AN_ATTEMPT_SECONDS
        # No longer than Lambda asks for: what a worker held that died is done again when this has passed.
        queue = JobQueue(self, "Queue", key=key, visibility_seconds=seconds)
        self.queue: sqs.IQueue = queue.waiting
        self.undelivered: sqs.IQueue = queue.undelivered
        self.finished: sns.ITopic = sns.Topic(self, "Finished", master_key=key, enforce_ssl=True)
        queue.hear(self.finished)
        self.worker = self._worker(queue, seconds=seconds, network=network)
        self.worker_role: iam.IRole = self.worker.service_role
        cdk.CfnOutput(self, "JobsBucketName", value=self.bucket.bucket_name)

    def _worker(self, queue: JobQueue, *, seconds: int, network: PrivateNetwork | None) -> PlatformFunction:
        config = self._config
        worker = PlatformFunction(
            self,
            "Worker",
            package="prediction_worker",
            shared=("served_models", "prediction_jobs", "job_store"),
            description="Does prediction jobs: asks the endpoint when it can answer, and keeps the result",
            key=self.key,
            retention=config.retention,
            environment=self._environment(queue),
            memory_mb=MEMORY_MB,
            timeout_seconds=seconds,
            reserved_concurrency=config.ai.reserved_concurrency,
            network=network,
        )
        self._allow(worker, queue)
        for name, source in (("Waiting", queue.waiting), ("Undelivered", queue.undelivered)):
            mapping = lambda_.CfnEventSourceMapping(
                self,
                name,
                function_name=worker.function_arn,
                event_source_arn=source.queue_arn,
                batch_size=BATCH,
                function_response_types=["ReportBatchItemFailures"],
                scaling_config=lambda_.CfnEventSourceMapping.ScalingConfigProperty(
                    maximum_concurrency=config.jobs.concurrency
                ),
            )
            mapping.node.add_dependency(worker.service_role)
        return worker

    def _environment(self, queue: JobQueue) -> dict[str, str]:
        config = self._config
        return {
            "LAB2API_ENVIRONMENT": config.name,
            "LAB2API_MODELS_PATH": entries_path(config),
            "LAB2API_BUCKET": self.bucket.bucket_name,
            "LAB2API_QUEUE_URL": queue.waiting.queue_url,
            "LAB2API_UNDELIVERED_ARN": queue.undelivered.queue_arn,
            "LAB2API_MAX_BODY_BYTES": str(config.api.max_body_bytes),
            "LAB2API_MAX_ROWS": str(config.api.max_rows),
            "LAB2API_MAX_UPLOAD_BYTES": str(config.jobs.max_upload_bytes),
            "LAB2API_ATTEMPT_SECONDS": str(config.jobs.attempt_seconds),
            "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
        }

    def _allow(self, worker: PlatformFunction, queue: JobQueue) -> None:
        role, bucket = worker.service_role, self.bucket
        allow_listing_jobs(worker, bucket)
        allow_listing_models(role, config=self._config)
        role.allow(
            "Read",
            actions=["s3:GetObject"],
            resources=[bucket.arn_for_objects(f"{prefix}*") for prefix in (JOBS, UPLOADS, ASYNC)],
        )
        role.allow("Write", actions=["s3:PutObject"], resources=[bucket.arn_for_objects(f"{JOBS}*")])
        role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[self.key.key_arn])
        role.allow(
            "Receive",
            actions=[
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ChangeMessageVisibility",
            ],
            resources=[queue.waiting.queue_arn, queue.undelivered.queue_arn],
        )


def allow_listing_jobs(function: PlatformFunction, bucket: s3.IBucket) -> None:
    """Let a function see which objects jobs have: without it, S3 answers 403 for one that is not there."""
    function.service_role.allow(
        "List",
        actions=["s3:ListBucket"],
        resources=[bucket.bucket_arn],
        conditions={"StringLike": {"s3:prefix": [f"{JOBS}*"]}},
    )
