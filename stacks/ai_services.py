"""The managed AI services as functions: text, images, chat; each with exactly the calls it makes."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformFunction
from stacks.constructs.chat_model import ChatModel
from stacks.constructs.stream_function import StreamFunction
from stacks.constructs.terminologies import Terminologies
from stacks.jobs import UPLOADS

LARGEST_IMAGE_BYTES = 4 * 1024 * 1024
"""Base64 makes 5.6 MB of it, and Lambda takes 6 MB an event; Rekognition reads larger images from S3."""

COMPREHEND = (
    "BatchDetectSentiment",
    "BatchDetectEntities",
    "BatchDetectKeyPhrases",
    "BatchDetectDominantLanguage",
    "DetectPiiEntities",
    "DetectDominantLanguage",  # Translate asks it in the caller's name for the source language `auto`
)
REKOGNITION = ("DetectLabels", "DetectModerationLabels", "DetectText", "DetectFaces")


class AiServicesStack(cdk.Stack):
    """`text`, `images`, `chat` and `chat_stream` are the functions behind the API's routes below /v1/ai.

    `uploads` is the bucket where clients put images that are too large for a body. The functions are in no
    VPC: all they call are AWS's own APIs, and the endpoints for those cost about USD 70 a month in two zones.
    Without Bedrock (`[account] services`) there is no chat.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, key: kms.IKey, uploads: s3.IBucket
    ) -> None:
        super().__init__(scope, id, description="Comprehend, Translate, Rekognition and Bedrock as functions")
        self._config, self._key = config, key
        self.text = self._text()
        self.images = self._images(uploads)
        self.chat: PlatformFunction | None = None
        self.chat_stream: PlatformFunction | None = None
        if config.offers("Bedrock"):
            model = ChatModel(self, config=config, key=key)
            self.chat, self.chat_stream = self._chat(model), self._chat_stream(model)

    def _text(self) -> PlatformFunction:
        terminologies = Terminologies(self, "Terminologies", config=self._config, key=self._key)
        function = self._function(
            "Text",
            package="ai_text",
            description="Analyzes and translates texts with Comprehend and Translate",
            environment={
                "LAB2API_MAX_BODY_BYTES": str(self._config.api.max_body_bytes),
                "LAB2API_MAX_TEXT_BYTES": str(self._config.ai.max_text_bytes),
                "LAB2API_TERMINOLOGIES": ",".join(terminologies.names),
            },
        )
        role = function.service_role
        role.allow("Comprehend", actions=[f"comprehend:{name}" for name in COMPREHEND], resources=["*"])
        role.allow("Translate", actions=["translate:TranslateText"], resources=["*"])
        return function

    def _images(self, uploads: s3.IBucket) -> PlatformFunction:
        function = self._function(
            "Images",
            package="ai_images",
            description="Looks at images with Rekognition",
            environment={
                "LAB2API_MAX_BODY_BYTES": str(LARGEST_IMAGE_BYTES),
                "LAB2API_BUCKET": uploads.bucket_name,
            },
        )
        role = function.service_role
        role.allow("Rekognition", actions=[f"rekognition:{name}" for name in REKOGNITION], resources=["*"])
        read = ["s3:GetObject", "s3:GetObjectVersion"]
        role.allow("Uploads", actions=read, resources=[uploads.arn_for_objects(f"{UPLOADS}*")])
        return function

    def _chat(self, model: ChatModel) -> PlatformFunction:
        function = self._function(
            "Chat",
            package="ai_chat",
            description="Chats and sums up with Bedrock's Converse, under the guardrail",
            environment=model.environment(),
        )
        model.admit(function.service_role, action="bedrock:InvokeModel")
        return function

    def _chat_stream(self, model: ChatModel) -> PlatformFunction:
        config = self._config
        function = StreamFunction(
            self,
            "ChatStream",
            package="ai_streams",
            shared=("ai_chat",),
            description="Streams a chat with Bedrock's ConverseStream, under the guardrail",
            key=self._key,
            retention=config.retention,
            environment=self._named("ai_streams") | model.environment(),
            memory_mb=config.api.proxy_memory_mb,
            stream_seconds=config.api.stream_seconds,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
        model.admit(function.service_role, action="bedrock:InvokeModelWithResponseStream")
        return function

    def _named(self, package: str) -> dict[str, str]:
        return {
            "LAB2API_ENVIRONMENT": self._config.name,
            "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
        }

    def _function(
        self, id: str, *, package: str, description: str, environment: Mapping[str, str]
    ) -> PlatformFunction:
        config = self._config
        return PlatformFunction(
            self,
            id,
            package=package,
            description=description,
            key=self._key,
            retention=config.retention,
            environment={**self._named(package), **environment},
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=config.api.proxy_timeout_seconds,
            snap_start=config.snap_start,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
