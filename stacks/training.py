"""From data to a registered model: the SageMaker pipeline, its registry, and what starts it."""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from stacks.constructs.execution_role import ExecutionRole
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.pipeline_definition import pipeline_definition
from stacks.constructs.pipeline_trigger import PipelineTrigger
from stacks.constructs.source_archive import SourceArchive
from stacks.data import DataStack


class TrainingStack(cdk.Stack):
    """Prepare, train, evaluate, register if the score is good enough; then a person approves."""

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, data: DataStack, image: InferenceImage
    ) -> None:
        super().__init__(
            scope, id, description="Training pipeline, model registry and the rule that starts it"
        )
        self.role = ExecutionRole(self, "Role", config=config, data=data, image=image)
        self.pipeline = self._pipeline(config=config, data=data, image=image)
        self.pipeline.node.add_dependency(self.role)
        for model in config.models:
            group = sagemaker.CfnModelPackageGroup(
                self,
                f"Packages-{model}",
                model_package_group_name=f"{config.name}-{model}",
                model_package_group_description=f"Versions of {model} that the pipeline registered",
            )
            # Even where data is kept: its name is fixed, and SageMaker deletes no group that has versions.
            group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        PipelineTrigger(self, "Trigger", config=config, data=data, pipeline=self.pipeline)

    def _pipeline(
        self, *, config: Environment, data: DataStack, image: InferenceImage
    ) -> sagemaker.CfnPipeline:
        values = {
            "RoleArn": self.role.role_arn,
            "ImageUri": image.uri(self),
            "KeyArn": data.key.key_arn,
            "RawBucket": data.raw.bucket_name,
            "CuratedBucket": data.curated.bucket_name,
            "ArtifactsBucket": data.artifacts.bucket_name,
            "Environment": config.name,
        }
        if config.image == "prebuilt":
            values["SourceArchive"] = self._source_archive()
        return sagemaker.CfnPipeline(
            self,
            "Pipeline",
            pipeline_name=f"{config.name}-training",
            pipeline_display_name=f"{config.name}-training",
            pipeline_description="Prepare, train, evaluate and register a model",
            pipeline_definition={"PipelineDefinitionBody": cdk.Fn.sub(pipeline_definition(config), values)},
            role_arn=self.role.role_arn,
        )

    def _source_archive(self) -> str:
        source = SourceArchive(self, "Source")
        self.role.allow("ReadSource", actions=["s3:GetObject"], resources=[source.arn])
        # The jobs name it as an S3Prefix input, which SageMaker lists before it reads.
        self.role.allow(
            "ListSource",
            actions=["s3:ListBucket"],
            resources=[source.bucket_arn],
            conditions={"StringEquals": {"s3:prefix": source.key}},
        )
        return source.url
