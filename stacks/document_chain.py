"""Documents: reading one page at once, many pages as a job, and the chain from a scan to one JSON."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformFunction
from stacks.constructs.document_actions import READ_ASYNCHRONOUSLY, READ_AT_ONCE, READ_PAGES, UNDERSTAND
from stacks.constructs.page_chain import PageChain, machine_arn
from stacks.jobs import JOBS, UPLOADS, allow_listing_jobs

FUNCTION_SECONDS = 28
"""One Textract call of up to 24 s and what comes before it, ending before API Gateway's 29 s."""


class DocumentChainStack(cdk.Stack):
    """`documents` and `digitize` are the functions behind the API's routes; `bucket` has jobs and uploads.

    The functions are in no VPC: all they call are AWS's own APIs.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, id, description="Document reading, document jobs and their state machine")
        self._config, self._key, self._bucket = config, key, bucket
        self.documents = self._documents()
        self.digitize = self._digitize()
        self.chain = PageChain(
            self,
            "Chain",
            config=config,
            key=key,
            function=self.digitize.live,
            function_seconds=FUNCTION_SECONDS,
        )

    def _documents(self) -> PlatformFunction:
        function = self._function(
            "Reader",
            package="ai_documents",
            shared=("document_pages", "prediction_jobs", "job_store"),
            description="Reads documents with Textract, and tells how jobs stand",
            environment={},
        )
        role, uploads = function.service_role, self._bucket.arn_for_objects(f"{UPLOADS}*")
        role.allow("Textract", actions=[*READ_AT_ONCE, *READ_ASYNCHRONOUSLY], resources=["*"])
        # What a presigned form may do is what its signer may: each is bound to its client's own folder.
        role.allow("Upload", actions=["s3:PutObject"], resources=[uploads])
        return function

    def _digitize(self) -> PlatformFunction:
        arn = machine_arn(self, config=self._config)
        function = self._function(
            "Digitizer",
            package="digitize",
            shared=("document_pages", "job_store", "ai_text"),
            description="Reads, translates and analyzes scanned pages, one at a time",
            environment={"LAB2API_STATE_MACHINE": arn},
        )
        role = function.service_role
        role.allow("Textract", actions=READ_PAGES, resources=["*"])
        role.allow("Comprehend", actions=UNDERSTAND, resources=["*"])
        role.allow("Translate", actions=["translate:TranslateText"], resources=["*"])
        role.allow("StartChain", actions=["states:StartExecution"], resources=[arn])
        return function

    def _function(
        self, id: str, *, package: str, shared: tuple[str, ...], description: str, environment: dict[str, str]
    ) -> PlatformFunction:
        config = self._config
        function = PlatformFunction(
            self,
            id,
            package=package,
            shared=shared,
            description=description,
            key=self._key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_BUCKET": self._bucket.bucket_name,
                "LAB2API_MAX_BODY_BYTES": str(config.documents.max_body_bytes),
                "LAB2API_MAX_PAGES": str(config.documents.max_pages),
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
            }
            | environment,
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=FUNCTION_SECONDS,
            snap_start=config.snap_start,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
        self._allow_objects(function)
        return function

    def _allow_objects(self, function: PlatformFunction) -> None:
        role, bucket = function.service_role, self._bucket
        allow_listing_jobs(function, bucket)
        role.allow(
            "Read",
            actions=["s3:GetObject", "s3:GetObjectVersion"],
            resources=[bucket.arn_for_objects(f"{prefix}*") for prefix in (JOBS, UPLOADS)],
        )
        role.allow("Write", actions=["s3:PutObject"], resources=[bucket.arn_for_objects(f"{JOBS}*")])
        role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[self._key.key_arn])
