"""Build the images inside the account at deploy time; name them by digest."""

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from stacks.constructs.function import PlatformFunction
from stacks.constructs.image_project import JOBS_SUFFIX, ImageProject, image_source
from stacks.constructs.retention import removal_policy


class ImageBuild(Construct):
    """`repository` receives model_code/'s images under the hash of their sources.

    `uri` and `jobs_uri` name them by digest.
    """

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self._config, self._key = config, key
        self.repository = self._repository()
        source = image_source(self, "Source")
        project = ImageProject(
            self,
            "Project",
            source=source,
            repository=self.repository,
            key=key,
            retention=config.retention,
        )
        builder = self._builder(project)
        image = cdk.CustomResource(
            self,
            "Image",
            resource_type="Custom::InferenceImage",
            service_token=builder.function_arn,
            service_timeout=cdk.Duration.minutes(15),
            properties={
                "ProjectName": project.ref,
                "RepositoryName": self.repository.repository_name,
                "RepositoryUri": self.repository.repository_uri,
                "ImageTag": source.asset_hash,
                "JobsImageTag": f"{source.asset_hash}{JOBS_SUFFIX}",
            },
        )
        image.node.add_dependency(project, builder.service_role)
        self.uri = image.get_att_string("ImageUri")
        self.jobs_uri = image.get_att_string("JobsImageUri")

    def _repository(self) -> ecr.Repository:
        """Expire no tagged image: an endpoint pulls its digest again whenever it scales or is replaced.

        Each changed source leaves two images behind, at USD 0.10 a GB and month (ECR pricing); delete by hand
        those that no endpoint, pipeline or model package names.
        """
        untagged = ecr.LifecycleRule(
            description="Untagged images serve nobody",
            tag_status=ecr.TagStatus.UNTAGGED,
            max_image_age=cdk.Duration.days(1),
        )
        return ecr.Repository(
            self,
            "Repository",
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=self._key,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            image_scan_on_push=True,
            empty_on_delete=self._config.retention.removal == "destroy" or None,
            removal_policy=removal_policy(self._config.retention),
            lifecycle_rules=[untagged],
        )

    def _builder(self, project: codebuild.CfnProject) -> PlatformFunction:
        builder = PlatformFunction(
            self,
            "Builder",
            package="image_build",
            shared=("custom_resources",),
            description="Custom::InferenceImage: builds the images unless they are there, returns digests",
            key=self._key,
            retention=self._config.retention,
            memory_mb=256,
            timeout_seconds=900,
        )
        builds = ["codebuild:StartBuild", "codebuild:BatchGetBuilds", "codebuild:StopBuild"]
        builder.service_role.allow("Build", actions=builds, resources=[project.attr_arn])
        builder.service_role.allow(
            "FindImage", actions=["ecr:DescribeImages"], resources=[self.repository.repository_arn]
        )
        return builder
