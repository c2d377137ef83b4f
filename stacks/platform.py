"""One environment as a Stage: the contents page of the platform."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from stacks.ai_services import AiServicesStack
from stacks.api import ApiStack
from stacks.constructs.ai_routes import AiFunctions
from stacks.constructs.inference_image import InferenceImage
from stacks.data import DataStack
from stacks.document_chain import DocumentChainStack
from stacks.image import ImageStack, prebuilt_image
from stacks.jobs import JobsStack
from stacks.model_streams import ModelStreamsStack
from stacks.network import NetworkStack
from stacks.observability import WatchStack
from stacks.serving import ServingStack
from stacks.training import TrainingStack


class Platform(cdk.Stage):
    """From the lab to an API: data, training, image, jobs, AI services, the API, and one endpoint a model."""

    def __init__(self, scope: Construct, id: str, *, config: Environment) -> None:
        # The account is left open, so synthesis needs no credentials and the templates fit any account.
        super().__init__(scope, id, env=cdk.Environment(region=config.region))
        data = DataStack(self, "Data", config=config)
        network = NetworkStack(self, "Network", config=config, key=data.key) if config.network else None
        image: InferenceImage = (
            ImageStack(self, "Image", config=config, key=data.key).image
            if config.image == "own"
            else prebuilt_image(config)
        )
        TrainingStack(self, "Training", config=config, data=data, image=image)
        jobs = JobsStack(self, "Jobs", config=config, key=data.key, logs=data.logs)
        documents = DocumentChainStack(self, "Documents", config=config, key=data.key, bucket=jobs.bucket)
        ai = AiServicesStack(self, "AiServices", config=config, key=data.key, uploads=jobs.bucket)
        streams = ModelStreamsStack(self, "ModelStreams", config=config, key=data.key, network=network)
        api = ApiStack(
            self,
            "Api",
            config=config,
            key=data.key,
            jobs=jobs,
            ai=_ai_functions(ai=ai, documents=documents),
            model_stream=streams.function,
            network=network,
        )
        watch = WatchStack(
            self,
            "Watch",
            config=config,
            key=data.key,
            functions={
                "proxy": api.proxy,
                "text": ai.text,
                "images": ai.images,
                "chat": ai.chat,
                "documents": documents.documents,
            },
            beside={
                "chat streams": ai.chat_stream,
                "model streams": streams.function,
                "document jobs": documents.digitize,
                "prediction jobs": jobs.worker,
            },
            undelivered=jobs.undelivered,
        )
        for model in config.models:
            ServingStack(
                self,
                f"Serving-{model}",
                config=config,
                model=model,
                data=data,
                jobs=jobs,
                image=image,
                proxy_role=api.proxy_role,
                stream_role=streams.role,
                network=network,
                alarm_topic=watch.topic,
            )
        for key, value in {"environment": config.name, **config.tags}.items():
            cdk.Tags.of(self).add(key, value)


def _ai_functions(*, ai: AiServicesStack, documents: DocumentChainStack) -> AiFunctions:
    return AiFunctions(
        text=ai.text.live,
        images=ai.images.live,
        chat=ai.chat.live,
        chat_stream=ai.chat_stream,
        documents=documents.documents.live,
        digitize=documents.digitize.live,
    )
