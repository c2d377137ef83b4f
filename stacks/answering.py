"""The API and what answers behind it: jobs, documents, AI services, streams; which function is whose."""

from dataclasses import dataclass

import aws_cdk as cdk

from config import Environment
from stacks.ai_services import AiServicesStack
from stacks.api import ApiStack
from stacks.constructs.ai_routes import AiFunctions
from stacks.constructs.function import PlatformFunction
from stacks.data import DataStack
from stacks.document_chain import DocumentChainStack
from stacks.jobs import JobsStack
from stacks.model_streams import ModelStreamsStack
from stacks.network import NetworkStack


@dataclass(frozen=True, kw_only=True)
class Answering:
    """The stacks, and their functions by what others need of them."""

    jobs: JobsStack
    documents: DocumentChainStack
    ai: AiServicesStack
    streams: ModelStreamsStack
    api: ApiStack

    @property
    def watched(self) -> dict[str, PlatformFunction]:
        """Those that answer requests, as the API's page calls them."""
        ai = self.ai
        return {
            "proxy": self.api.proxy,
            "text": ai.text,
            "images": ai.images,
            **({"chat": ai.chat} if ai.chat else {}),
            "documents": self.documents.documents,
            "features": self.api.features,
        }

    @property
    def beside(self) -> dict[str, PlatformFunction]:
        """Those that stream or work for jobs, as the API's page calls them."""
        stream = self.ai.chat_stream
        return {
            **({"chat streams": stream} if stream else {}),
            "model streams": self.streams.function,
            "document jobs": self.documents.digitize,
            "prediction jobs": self.jobs.worker,
        }

    @property
    def metered(self) -> dict[str, PlatformFunction]:
        """Those that log what paid AI services cost, by what a class calls them."""
        ai, documents = self.ai, self.documents
        return {
            "Text": ai.text,
            "Images": ai.images,
            **({"Chat": ai.chat} if ai.chat else {}),
            **({"ChatStream": ai.chat_stream} if ai.chat_stream else {}),
            "Documents": documents.documents,
            "Digitize": documents.digitize,
        }


def answer(
    stage: cdk.Stage, *, config: Environment, data: DataStack, network: NetworkStack | None
) -> Answering:
    """Declare the API's stack, and before it those of the functions that its routes lead to."""
    key, callers = data.key, network.callers if network else None
    # Models in containers are asked inside the VPC; AWS's own endpoints from anywhere.
    inside = callers if config.containers else None
    jobs = JobsStack(stage, "Jobs", config=config, key=key, logs=data.logs, network=inside)
    documents = DocumentChainStack(stage, "Documents", config=config, key=key, bucket=jobs.bucket)
    ai = AiServicesStack(stage, "AiServices", config=config, key=key, uploads=jobs.bucket)
    streams = ModelStreamsStack(stage, "ModelStreams", config=config, key=key, network=network)
    api = ApiStack(
        stage,
        "Api",
        config=config,
        key=key,
        jobs=jobs,
        ai=_behind_routes(ai=ai, documents=documents),
        model_stream=streams.function,
        network=callers,
    )
    return Answering(jobs=jobs, documents=documents, ai=ai, streams=streams, api=api)


def _behind_routes(*, ai: AiServicesStack, documents: DocumentChainStack) -> AiFunctions:
    return AiFunctions(
        text=ai.text.live,
        images=ai.images.live,
        chat=ai.chat.live if ai.chat else None,
        chat_stream=ai.chat_stream,
        documents=documents.documents.live,
        digitize=documents.digitize.live,
    )
