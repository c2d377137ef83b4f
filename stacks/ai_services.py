"""The managed AI services as functions: text, images, chat; each with exactly the calls it makes."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from config.catalog import Profile, guardrail_profile, inference_profile
from stacks.constructs import PlatformFunction
from stacks.constructs.guardrail import ChatGuardrail
from stacks.constructs.terminologies import Terminologies

UPLOADS = "uploads/"
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
    """`text`, `images` and `chat` are the functions behind the API's routes below /v1/ai.

    `uploads` is the bucket where clients put images that are too large for a body. The functions are in no
    VPC: all they call are AWS's own APIs, and the endpoints for those cost about USD 70 a month in two zones.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, key: kms.IKey, uploads: s3.IBucket
    ) -> None:
        super().__init__(scope, id, description="Comprehend, Translate, Rekognition and Bedrock as functions")
        self._config, self._key = config, key
        self.text = self._text()
        self.images = self._images(uploads)
        self.chat = self._chat()

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
        role.allow("Uploads", actions=["s3:GetObject"], resources=[uploads.arn_for_objects(f"{UPLOADS}*")])
        return function

    def _chat(self) -> PlatformFunction:
        config = self._config
        profile = inference_profile(model=config.ai.chat_model, region=config.region)
        filters = guardrail_profile(config.region)
        if profile is None or filters is None:
            raise ValueError("AiServicesStack needs an inference and a guardrail profile for the region")
        guardrail = ChatGuardrail(self, "Guarded", config=config, key=self._key, profile=filters)
        function = self._function(
            "Chat",
            package="ai_chat",
            description="Chats and sums up with Bedrock's Converse, under the guardrail",
            environment={
                "LAB2API_MAX_BODY_BYTES": str(config.api.max_body_bytes),
                "LAB2API_MAX_TEXT_BYTES": str(config.ai.max_text_bytes),
                "LAB2API_MAX_OUTPUT_TOKENS": str(config.ai.max_output_tokens),
                "LAB2API_INFERENCE_PROFILE": profile.id,
                "LAB2API_GUARDRAIL_ID": guardrail.id_token,
                "LAB2API_GUARDRAIL_VERSION": guardrail.version,
            },
        )
        self._allow_model(function, profile=profile, guardrail=guardrail)
        return function

    def _allow_model(self, function: PlatformFunction, *, profile: Profile, guardrail: ChatGuardrail) -> None:
        """Allow Converse through the profile only, and not without the guardrail.

        Converse is authorized as InvokeModel, on the profile and on the model in every region it leads to
        (Bedrock guide, "Prerequisites for inference profiles" and "Enforce the use of specific guardrails").
        """
        entrance = self.format_arn(service="bedrock", resource="inference-profile", resource_name=profile.id)
        models = [
            self.format_arn(
                service="bedrock",
                region=region,
                account="",
                resource="foundation-model",
                resource_name=self._config.ai.chat_model,
            )
            for region in profile.regions
        ]
        guarded = {"bedrock:GuardrailIdentifier": guardrail.versioned_arn}
        through = {"bedrock:InferenceProfileArn": entrance}
        role, invoke = function.service_role, ["bedrock:InvokeModel"]
        role.allow("EnterProfile", actions=invoke, resources=[entrance], conditions={"StringEquals": guarded})
        role.allow(
            "ReachModel", actions=invoke, resources=models, conditions={"StringEquals": guarded | through}
        )
        role.allow("Guardrail", actions=["bedrock:ApplyGuardrail"], resources=guardrail.applied)

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
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "POWERTOOLS_SERVICE_NAME": package,
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **environment,
            },
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=config.api.proxy_timeout_seconds,
            snap_start=config.snap_start,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
