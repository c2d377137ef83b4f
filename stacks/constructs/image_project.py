"""The CodeBuild project that makes the images of model_code/, so that nobody needs Docker."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from config.models import Retention
from stacks.constructs.inference_image import PULL_ACTIONS
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole

MODEL_CODE = Path(__file__).parents[2] / "model_code"
IN_THE_IMAGE = (
    "Dockerfile", "requirements.lock", "requirements-serve.txt", "train.py", "prepare.py", "evaluate.py",
    "compare.py", "drift.py", "inference.py", "serve.py", "serve.sh", "tabular", "generative", "comparison",
    "drift_report", "requirements-jobs.lock", "track.py", "tracking", "transform.py", "recipe", "ingest.py",
    "join.py", "feature_store", "text_classifier", "fetch_model.py", "s3_files.py",
)  # fmt: skip
"""What the Dockerfile copies, and nothing beside it: the hash of these files decides whether to build."""

JOBS_SUFFIX = "-jobs"
"""What follows the tag of the serving image in the tag of the jobs' image. Both have the same sources."""

PUSH_ACTIONS = ("ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart")
LOG_IN = "docker login --username AWS --password-stdin ${REPOSITORY_URI%%/*}"
IMAGES = {"serving": "$REPOSITORY_URI:$IMAGE_TAG", "jobs": f"$REPOSITORY_URI:$IMAGE_TAG{JOBS_SUFFIX}"}
"""The Dockerfile's targets and where they go. The second build takes the layers of the first."""

# A tag is written once: where an earlier build was cut off between two pushes, the image that is there stays.
PUSH = "docker manifest inspect {image} > /dev/null 2>&1 || docker push {image}"
BUILD_SPEC = {
    "version": "0.2",
    # With attestations buildx pushes an OCI index, which SageMaker does not run (Docker docs, attestations).
    "env": {"variables": {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}},
    "phases": {
        "pre_build": {"commands": [f"aws ecr get-login-password | {LOG_IN}"]},
        "build": {
            "on-failure": "ABORT",  # post_build would run otherwise, and push one image without the other
            "commands": [
                f"docker build --platform linux/amd64 --target {target} --tag {image} ."
                for target, image in IMAGES.items()
            ],
        },
        "post_build": {"commands": [PUSH.format(image=image) for image in IMAGES.values()]},
    },
}


def image_source(scope: Construct, id: str) -> s3_assets.Asset:
    """Zip the build's context; its hash is the image's tag."""
    exclude = ["/*", *(f"!/{name}" for name in IN_THE_IMAGE), "__pycache__", "*.pyc"]
    return s3_assets.Asset(scope, id, path=str(MODEL_CODE), exclude=exclude, ignore_mode=cdk.IgnoreMode.GIT)


class ImageProject(codebuild.CfnProject):
    """Reads one object, writes one repository, and stops before CloudFormation's patience ends."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        source: s3_assets.Asset,
        repository: ecr.IRepository,
        key: kms.IKey,
        retention: Retention,
    ) -> None:
        log_group = PlatformLogGroup(scope, "Logs", key=key, retention=retention)
        role = _role(scope, source=source, repository=repository, log_group=log_group, key=key)
        super().__init__(
            scope,
            id,
            description="Builds model_code/ and pushes it",
            service_role=role.role_arn,
            encryption_key=key.key_arn,
            timeout_in_minutes=14,
            artifacts=codebuild.CfnProject.ArtifactsProperty(type="NO_ARTIFACTS"),
            source=codebuild.CfnProject.SourceProperty(
                type="S3",
                location=f"{source.s3_bucket_name}/{source.s3_object_key}",
                build_spec=cdk.Stack.of(scope).to_json_string(BUILD_SPEC),
            ),
            environment=_machine(),
            logs_config=codebuild.CfnProject.LogsConfigProperty(
                cloud_watch_logs=codebuild.CfnProject.CloudWatchLogsConfigProperty(
                    status="ENABLED", group_name=log_group.log_group_name
                )
            ),
        )
        self.node.add_dependency(role)


def _machine() -> codebuild.CfnProject.EnvironmentProperty:
    return codebuild.CfnProject.EnvironmentProperty(
        type="LINUX_CONTAINER",
        compute_type="BUILD_GENERAL1_SMALL",
        image="aws/codebuild/amazonlinux-x86_64-standard:5.0",
        privileged_mode=True,
    )


def _role(
    scope: Construct,
    *,
    source: s3_assets.Asset,
    repository: ecr.IRepository,
    log_group: PlatformLogGroup,
    key: kms.IKey,
) -> ServiceRole:
    role = ServiceRole(scope, "BuildRole", service="codebuild", description="Builds and pushes the image")
    source_arn = source.bucket.arn_for_objects(source.s3_object_key)
    role.allow("ReadSource", actions=["s3:GetObject", "s3:GetObjectVersion"], resources=[source_arn])
    role.allow(
        "Log", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
    )
    role.allow("Push", actions=[*PULL_ACTIONS, *PUSH_ACTIONS], resources=[repository.repository_arn])
    role.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
    role.allow("Encrypt", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[key.key_arn])
    return role
