"""Build the image inside the account at deploy time, so that nobody needs Docker; name it by digest."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from config import Environment
from stacks.constructs.function import PlatformFunction
from stacks.constructs.inference_image import PULL_ACTIONS
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.retention import removal_policy
from stacks.constructs.role import ServiceRole

MODEL_CODE = Path(__file__).parents[2] / "model_code"
NOT_IN_THE_IMAGE = ["/starter", "/pipeline", "__pycache__", "*.pyc"]
PUSH_ACTIONS = ("ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart")
LOG_IN = "docker login --username AWS --password-stdin ${REPOSITORY_URI%%/*}"
BUILD_SPEC = {
    "version": "0.2",
    "phases": {
        "pre_build": {"commands": [f"aws ecr get-login-password | {LOG_IN}"]},
        "build": {"commands": ["docker build --platform linux/amd64 --tag $REPOSITORY_URI:$IMAGE_TAG ."]},
        "post_build": {"commands": ["docker push $REPOSITORY_URI:$IMAGE_TAG"]},
    },
}


class ImageBuild(Construct):
    """`repository` receives model_code/'s image under the hash of its sources; `uri` names it by digest."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self._config, self._key = config, key
        self.repository = self._repository()
        source = s3_assets.Asset(
            self, "Source", path=str(MODEL_CODE), exclude=NOT_IN_THE_IMAGE, ignore_mode=cdk.IgnoreMode.GIT
        )
        project = self._project(source)
        builder = self._builder(project)
        self.resource = cdk.CustomResource(
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
            },
        )
        self.resource.node.add_dependency(project, builder.service_role)
        self.uri = self.resource.get_att_string("ImageUri")

    def _repository(self) -> ecr.Repository:
        return ecr.Repository(
            self,
            "Repository",
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=self._key,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            image_scan_on_push=True,
            empty_on_delete=self._config.retention.removal == "destroy" or None,
            removal_policy=removal_policy(self._config.retention),
            lifecycle_rules=[ecr.LifecycleRule(description="Keep ten images", max_image_count=10)],
        )

    def _project(self, source: s3_assets.Asset) -> codebuild.CfnProject:
        log_group = PlatformLogGroup(self, "Logs", key=self._key, retention=self._config.retention)
        role = self._build_role(source=source, log_group=log_group)
        project = codebuild.CfnProject(
            self,
            "Project",
            description="Builds model_code/ and pushes it",
            service_role=role.role_arn,
            encryption_key=self._key.key_arn,
            timeout_in_minutes=14,
            artifacts=codebuild.CfnProject.ArtifactsProperty(type="NO_ARTIFACTS"),
            source=codebuild.CfnProject.SourceProperty(
                type="S3",
                location=f"{source.s3_bucket_name}/{source.s3_object_key}",
                build_spec=cdk.Stack.of(self).to_json_string(BUILD_SPEC),
            ),
            environment=codebuild.CfnProject.EnvironmentProperty(
                type="LINUX_CONTAINER",
                compute_type="BUILD_GENERAL1_SMALL",
                image="aws/codebuild/amazonlinux-x86_64-standard:5.0",
                privileged_mode=True,
            ),
            logs_config=codebuild.CfnProject.LogsConfigProperty(
                cloud_watch_logs=codebuild.CfnProject.CloudWatchLogsConfigProperty(
                    status="ENABLED", group_name=log_group.log_group_name
                )
            ),
        )
        project.node.add_dependency(role)
        return project

    def _build_role(self, *, source: s3_assets.Asset, log_group: PlatformLogGroup) -> ServiceRole:
        role = ServiceRole(self, "BuildRole", service="codebuild", description="Builds and pushes the image")
        source_arn = source.bucket.arn_for_objects(source.s3_object_key)
        role.allow("ReadSource", actions=["s3:GetObject", "s3:GetObjectVersion"], resources=[source_arn])
        role.allow(
            "Log", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
        )
        role.allow("Push", actions=[*PULL_ACTIONS, *PUSH_ACTIONS], resources=[self.repository.repository_arn])
        role.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
        role.allow("Encrypt", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[self._key.key_arn])
        return role

    def _builder(self, project: codebuild.CfnProject) -> PlatformFunction:
        builder = PlatformFunction(
            self,
            "Builder",
            package="image_build",
            description="Custom::InferenceImage: builds the image unless it is there, returns its digest",
            key=self._key,
            retention=self._config.retention,
            environment={"POWERTOOLS_SERVICE_NAME": "image_build", "POWERTOOLS_LOG_LEVEL": "INFO"},
            memory_mb=256,
            timeout_seconds=900,
        )
        builds = ["codebuild:StartBuild", "codebuild:BatchGetBuilds", "codebuild:StopBuild"]
        builder.service_role.allow("Build", actions=builds, resources=[project.attr_arn])
        builder.service_role.allow(
            "FindImage", actions=["ecr:DescribeImages"], resources=[self.repository.repository_arn]
        )
        return builder
