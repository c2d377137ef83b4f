"""Large files: a state machine for each model, which runs batch transform jobs of exactly that model."""

from constructs import Construct

from config import Environment
from config.batch import Batch
from stacks.constructs.batch_definition import batch_definition
from stacks.constructs.batch_roles import BatchJobRole, BatchMachineRole
from stacks.constructs.hosted_model import Container, HostedModel
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.served_model import ServedModel
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.data import BATCH_PREFIX, DataStack


class BatchTransform(Construct):
    """Reads below `batch/<model>/` of the raw bucket, answers below the same prefix of the curated one.

    Its model is one of its own, so that what answers requests may read no files. The machine is
    `lab2api-<environment>-batch-<model>`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        batch: Batch,
        served: ServedModel,
        container: Container,
        data: DataStack,
        image: InferenceImage,
    ) -> None:
        super().__init__(scope, id)
        folder = f"{BATCH_PREFIX}{served.name}"
        prefix, name = f"{config.name}-batch-", f"lab2api-{config.name}-batch-{served.name}"
        model = self._model(served=served, container=container, folder=folder, data=data, image=image)
        definition = batch_definition(
            batch=batch,
            model_name=model.attr_model_name,
            job_prefix=prefix,
            output=data.curated.s3_url_for_object(folder),
            key_arn=data.key.key_arn,
        )
        self.machine = PlatformStateMachine(
            self,
            "Machine",
            name=name,
            definition=definition,
            role=BatchMachineRole(self, "MachineRole", model=model, job_prefix=prefix, data=data),
            logs=PlatformLogGroup(
                self, "Logs", key=data.key, retention=config.retention, name=f"{LOG_PREFIX}{name}"
            ),
            key=data.key,
        )

    def _model(
        self,
        *,
        served: ServedModel,
        container: Container,
        folder: str,
        data: DataStack,
        image: InferenceImage,
    ) -> HostedModel:
        in_network = container.network is not None
        role = BatchJobRole(
            self, "Role", folder=folder, served=served, data=data, image=image, in_network=in_network
        )
        return HostedModel(
            self,
            "Model",
            container=container,
            role=role,
            model_data_url=served.artifact.url,
            version=served.version,
        )
