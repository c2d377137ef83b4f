"""From data to a registered model: the SageMaker pipeline, its registry, and what starts it."""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from config.catalog import processing_container_uri
from config.recipe import Recipe
from stacks.constructs.execution_role import ExecutionRole
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.job_access import allow_asset
from stacks.constructs.optional_steps import feature_group
from stacks.constructs.pipeline_definition import pipeline_definition
from stacks.constructs.pipeline_trigger import PipelineTrigger
from stacks.constructs.recipe_archive import RecipeArchive
from stacks.constructs.source_archive import SourceArchive
from stacks.data import DataStack
from stacks.tracking import TrackingStack


class TrainingStack(cdk.Stack):
    """Prepare, train, evaluate, register if the score is good enough; then a person approves."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        data: DataStack,
        image: InferenceImage,
        tracking: TrackingStack | None = None,
    ) -> None:
        super().__init__(
            scope, id, description="Training pipeline, model registry and the rule that starts it"
        )
        self._tracking_uri = tracking.tracking_uri if tracking else None
        self.role = ExecutionRole(
            self, "Role", config=config, data=data, image=image, app_arn=self._tracking_uri
        )
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
        self.trigger = PipelineTrigger(self, "Trigger", config=config, data=data, pipeline=self.pipeline)

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
        values |= self._optional_values(config=config, image=image)
        return sagemaker.CfnPipeline(
            self,
            "Pipeline",
            pipeline_name=f"{config.name}-training",
            pipeline_display_name=f"{config.name}-training",
            pipeline_description="Prepare, train, evaluate and register a model",
            pipeline_definition={"PipelineDefinitionBody": cdk.Fn.sub(pipeline_definition(config), values)},
            role_arn=self.role.role_arn,
        )

    def _optional_values(self, *, config: Environment, image: InferenceImage) -> dict[str, str]:
        """Return what only some environments' steps name: Fn::Sub refuses a value that nothing names."""
        values: dict[str, str] = {}
        group = feature_group(config)
        in_memory = config.recipe is not None and config.recipe.engine == "in-memory"
        if in_memory or group or config.tracking:
            values["JobsImageUri"] = image.jobs_uri(self)
        if self._tracking_uri:
            values["TrackingUri"] = self._tracking_uri
        if group:
            values["FeatureGroup"] = f"{config.name}-{group}"
        if config.recipe:
            values |= self._recipe_values(config, config.recipe)
        return values

    def _recipe_values(self, config: Environment, recipe: Recipe) -> dict[str, str]:
        archive = RecipeArchive(self, "Recipe", recipe=recipe)
        allow_asset(self.role, "Recipe", bucket_arn=archive.bucket_arn, key=archive.key, arn=archive.arn)
        if recipe.engine != "data-wrangler":
            return {"RecipeArchive": archive.url}
        return {
            "Flow": archive.url,
            "FlowOutput": archive.flow_output,
            "DataWranglerImageUri": processing_container_uri("data-wrangler", config.region),
        }

    def _source_archive(self) -> str:
        source = SourceArchive(self, "Source")
        allow_asset(self.role, "Source", bucket_arn=source.bucket_arn, key=source.key, arn=source.arn)
        return source.url
