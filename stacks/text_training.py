"""The text classifier's training: a SageMaker pipeline on accelerators, and what starts it.

What it registers has the code for chips and, in code/wheels, what their serving containers lack, for their
Python: an isolated container of AWS's starts from the archive. With `image = "prebuilt"` there are no wheels,
as CPUs are then served in a container of AWS's too; `model_code/carry.py` adds them by hand.

Not verified on AWS, as no account was at hand: that the containers take this entry point, EFA between hosts,
capacity of a training plan, and what a warm pool or spot saves. The tests run what runs in the container.
"""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.deep_learning_containers import python_version
from config.text_training import TextTraining
from stacks.constructs.aws_container import aws_container
from stacks.constructs.failed_runs import FailedPipelineAlarm
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.job_access import allow_asset
from stacks.constructs.text_archive import TextArchive
from stacks.constructs.text_definition import text_definition
from stacks.constructs.text_role import TextRole
from stacks.constructs.text_trigger import TextTrigger
from stacks.data import DataStack


class TextTrainingStack(cdk.Stack):
    """`<environment>-text-training`: train, evaluate, register if the score is good enough."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        text: TextTraining,
        data: DataStack,
        image: InferenceImage,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="The text classifier's training pipeline")
        self.code = TextArchive(self, "Code")
        self._container = aws_container(text.container, region=config.region)
        self.role = TextRole(
            self,
            "Role",
            config=config,
            text=text,
            data=data,
            image=image,
            container_arn=self._container.repository_arn,
        )
        code = self.code
        allow_asset(self.role, "Code", bucket_arn=code.bucket_arn, key=code.key, arn=code.arn)
        self.pipeline = self._pipeline(config=config, text=text, data=data, image=image)
        self.pipeline.node.add_dependency(self.role)
        trigger = TextTrigger(self, "Trigger", text=text, data=data, pipeline=self.pipeline)
        if config.watch.alarms:
            trigger.tell(alarm_topic)
            name, what = f"{config.name}-text-training", "The text classifier's training"
            FailedPipelineAlarm(self, "Failed", pipeline=name, what=what, topic=alarm_topic)

    def _pipeline(
        self, *, config: Environment, text: TextTraining, data: DataStack, image: InferenceImage
    ) -> sagemaker.CfnPipeline:
        values = {
            "RoleArn": self.role.role_arn,
            "ImageUri": image.uri(self),
            "TrainingImageUri": self._container.address,
            # The container for Neuron chips has the same (test_accelerated.py).
            "ServingPython": str(python_version("pytorch-inference")),
            "KeyArn": data.key.key_arn,
            "RawBucket": data.raw.bucket_name,
            "ArtifactsBucket": data.artifacts.bucket_name,
            "Environment": config.name,
            "SourceArchive": self.code.url,
        }
        if text.training_plan:
            values["TrainingPlanArn"] = text.training_plan
        name = f"{config.name}-text-training"
        return sagemaker.CfnPipeline(
            self,
            "Pipeline",
            pipeline_name=name,
            pipeline_display_name=name,
            pipeline_description="Train, evaluate and register the text classifier",
            pipeline_definition={"PipelineDefinitionBody": cdk.Fn.sub(text_definition(config, text), values)},
            role_arn=self.role.role_arn,
        )
