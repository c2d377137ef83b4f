"""One environment as a Stage: the contents page of the platform."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Environment
from config.text_training import TextTraining
from stacks.ai_services import AiServicesStack
from stacks.api import ApiStack
from stacks.autopilot import AutopilotStack
from stacks.batch_queue import BatchQueueStack
from stacks.constructs.ai_routes import AiFunctions
from stacks.constructs.inference_image import InferenceImage
from stacks.data import DataStack
from stacks.document_chain import DocumentChainStack
from stacks.drift import DriftStack
from stacks.features import FeatureStoreStack
from stacks.hosting import host_models
from stacks.image import ImageStack, prebuilt_image
from stacks.jobs import JobsStack
from stacks.lifecycle import LifecycleStack
from stacks.model_streams import ModelStreamsStack
from stacks.network import NetworkStack
from stacks.observability import WatchStack
from stacks.studio import StudioStack
from stacks.teaching import teach
from stacks.text_training import TextTrainingStack
from stacks.tracking import TrackingStack
from stacks.training import TrainingStack


class Platform(cdk.Stage):
    """From the lab to an API: data, training, image, jobs, AI services, the API, and one endpoint a model.

    `existing_roles` are names by the path of the role that each takes the place of (stacks/existing_role.py).
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        existing_roles: Mapping[str, str] | None = None,
    ) -> None:
        # The account is left open, so synthesis needs no credentials and the templates fit any account.
        super().__init__(scope, id, env=cdk.Environment(region=config.region))
        if existing_roles:
            iam.Role.customize_roles(self, use_precreated_roles=existing_roles)
        self._config = config
        self._data = DataStack(self, "Data", config=config)
        self._network = self._private_network()
        self._image = self._inference_image()
        self._train()
        self._serve()
        self._work()
        for key, value in {"environment": config.name, **config.tags}.items():
            cdk.Tags.of(self).add(key, value)

    def _private_network(self) -> NetworkStack | None:
        config = self._config
        return NetworkStack(self, "Network", config=config, key=self._data.key) if config.network else None

    def _inference_image(self) -> InferenceImage:
        config = self._config
        if config.image == "prebuilt":
            return prebuilt_image(config)
        return ImageStack(self, "Image", config=config, key=self._data.key).image

    def _train(self) -> None:
        """Go from data to a registered model: features and the pipeline."""
        config, data, image = self._config, self._data, self._image
        tracking = None
        if config.tracking and config.tracking.app:
            tracking = TrackingStack(self, "Tracking", config=config, tracking=config.tracking, data=data)
        self._training = TrainingStack(
            self, "Training", config=config, data=data, image=image, tracking=tracking
        )
        if config.features:
            FeatureStoreStack(self, "Features", config=config, features=config.features, data=data)

    def _serve(self) -> None:
        """Answer: the API, what is behind it, one endpoint a model, and what watches them."""
        config, key = self._config, self._data.key
        # Models in containers are asked inside the VPC; AWS's own endpoints from anywhere.
        inside = self._network.callers if self._network and config.containers else None
        jobs = JobsStack(self, "Jobs", config=config, key=key, logs=self._data.logs, network=inside)
        documents = DocumentChainStack(self, "Documents", config=config, key=key, bucket=jobs.bucket)
        ai = AiServicesStack(self, "AiServices", config=config, key=key, uploads=jobs.bucket)
        streams = ModelStreamsStack(self, "ModelStreams", config=config, key=key, network=self._network)
        self._api = api = ApiStack(
            self,
            "Api",
            config=config,
            key=key,
            jobs=jobs,
            ai=_ai_functions(ai=ai, documents=documents),
            model_stream=streams.function,
            network=self._network.callers if self._network else None,
        )
        self._metered = {
            "Text": ai.text,
            "Images": ai.images,
            **({"Chat": ai.chat} if ai.chat else {}),
            **({"ChatStream": ai.chat_stream} if ai.chat_stream else {}),
            "Documents": documents.documents,
            "Digitize": documents.digitize,
        }
        self._watch = self._watching(jobs=jobs, documents=documents, ai=ai, streams=streams, api=api)
        host_models(
            self,
            config=config,
            data=self._data,
            image=self._image,
            network=self._network,
            jobs=jobs,
            streams=streams,
            api=api,
            alarm_topic=self._watch.topic,
        )

    def _watching(
        self,
        *,
        jobs: JobsStack,
        documents: DocumentChainStack,
        ai: AiServicesStack,
        streams: ModelStreamsStack,
        api: ApiStack,
    ) -> WatchStack:
        """Look after every function, those of the API and those beside it."""
        return WatchStack(
            self,
            "Watch",
            config=self._config,
            key=self._data.key,
            functions={
                "proxy": api.proxy,
                "text": ai.text,
                "images": ai.images,
                **({"chat": ai.chat} if ai.chat else {}),
                "documents": documents.documents,
                "features": api.features,
            },
            beside={
                **({"chat streams": ai.chat_stream} if ai.chat_stream else {}),
                "model streams": streams.function,
                "document jobs": documents.digitize,
                "prediction jobs": jobs.worker,
            },
            undelivered=jobs.undelivered,
        )

    def _work(self) -> None:
        """Look after models once they are trained, and give people a place to work."""
        config, data, topic = self._config, self._data, self._watch.topic
        if config.watch.alarms:
            self._training.trigger.tell(topic)
        if config.autopilot:
            AutopilotStack(
                self,
                "Autopilot",
                config=config,
                autopilot=config.autopilot,
                data=data,
                image=self._image,
                network=self._network,
                alarm_topic=topic,
            )
        if config.lifecycle:
            LifecycleStack(
                self,
                "Lifecycle",
                config=config,
                lifecycle=config.lifecycle,
                data=data,
                alarm_topic=topic,
            )
        if config.text_training:
            self._train_texts(config.text_training)
        if config.drift:
            DriftStack(
                self,
                "Drift",
                config=config,
                drift=config.drift,
                data=data,
                image=self._image,
                alarm_topic=topic,
            )
        if config.studio:
            studio = StudioStack(
                self,
                "Studio",
                config=config,
                studio=config.studio,
                data=data,
                network=self._network,
                alarm_topic=topic,
            )
            teach(
                self,
                config=config,
                data=data,
                studio=studio,
                api=self._api,
                metered=self._metered,
                alarm_topic=topic,
            )

    def _train_texts(self, text: TextTraining) -> None:
        """Train on accelerators: by a pipeline, and many settings at once by a queue."""
        config, data, topic = self._config, self._data, self._watch.topic
        TextTrainingStack(
            self,
            "TextTraining",
            config=config,
            text=text,
            data=data,
            image=self._image,
            alarm_topic=topic,
        )
        if config.batch_queue and self._network:
            BatchQueueStack(
                self,
                "BatchQueue",
                config=config,
                queue=config.batch_queue,
                text=text,
                data=data,
                network=self._network,
            )


def _ai_functions(*, ai: AiServicesStack, documents: DocumentChainStack) -> AiFunctions:
    return AiFunctions(
        text=ai.text.live,
        images=ai.images.live,
        chat=ai.chat.live if ai.chat else None,
        chat_stream=ai.chat_stream,
        documents=documents.documents.live,
        digitize=documents.digitize.live,
    )
