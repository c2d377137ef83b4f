"""One environment as a Stage: the contents page of the platform."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Environment
from stacks.answering import answer
from stacks.autopilot import AutopilotStack
from stacks.batch_queue import BatchQueueStack
from stacks.constructs.inference_image import InferenceImage
from stacks.data import DataStack
from stacks.drift import DriftStack
from stacks.features import FeatureStoreStack
from stacks.hosting import host_models
from stacks.image import ImageStack, prebuilt_image
from stacks.lifecycle import LifecycleStack
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
        self._improve()
        self._train_texts()
        self._teach()
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
        """Answer: the API, what is behind it, what watches them, and one endpoint a model."""
        config, data = self._config, self._data
        self._answering = answering = answer(self, config=config, data=data, network=self._network)
        self._watch = WatchStack(
            self,
            "Watch",
            config=config,
            key=data.key,
            functions=answering.watched,
            beside=answering.beside,
            undelivered=answering.jobs.undelivered,
        )
        host_models(
            self,
            config=config,
            data=data,
            image=self._image,
            network=self._network,
            answering=answering,
            alarm_topic=self._watch.topic,
        )

    def _improve(self) -> None:
        """Look after models once they are trained: search for better ones, replace them, see data change."""
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
                self, "Lifecycle", config=config, lifecycle=config.lifecycle, data=data, alarm_topic=topic
            )
        if drift := config.drift:
            DriftStack(
                self, "Drift", config=config, drift=drift, data=data, image=self._image, alarm_topic=topic
            )

    def _train_texts(self) -> None:
        """Train on accelerators: by a pipeline, and many settings at once by a queue."""
        config, data, topic, text = self._config, self._data, self._watch.topic, self._config.text_training
        if text is None:
            return
        TextTrainingStack(
            self, "TextTraining", config=config, text=text, data=data, image=self._image, alarm_topic=topic
        )
        if (queue := config.batch_queue) and (network := self._network):
            BatchQueueStack(
                self, "BatchQueue", config=config, queue=queue, text=text, data=data, network=network
            )

    def _teach(self) -> None:
        """Give people a place to work, and classes their sandboxes."""
        config, data, topic, studio = self._config, self._data, self._watch.topic, self._config.studio
        if studio is None:
            return
        place = StudioStack(
            self,
            "Studio",
            config=config,
            studio=studio,
            data=data,
            network=self._network,
            alarm_topic=topic,
        )
        teach(self, config=config, data=data, studio=place, answering=self._answering, alarm_topic=topic)
