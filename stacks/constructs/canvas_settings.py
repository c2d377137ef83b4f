"""Custom::CanvasSettings: CloudFormation's types lack CanvasAppSettings, so a function sets them, a user."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from config.studio import Canvas
from stacks.constructs.function import PlatformFunction
from stacks.constructs.studio_domain import StudioDomain, as_template
from stacks.constructs.studio_role import user_prefix
from stacks.constructs.studio_user import StudioUser

_STATUS = {True: "ENABLED", False: "DISABLED"}


class CanvasSettings(Construct):
    """One resource a user, with the profile's settings among its properties.

    They are there so that whatever changes the profile changes this resource too: its function runs again
    after CloudFormation has updated the profile, and perhaps dropped what it does not know.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        canvas: Canvas,
        key: kms.IKey,
        domain: StudioDomain,
        users: Sequence[StudioUser],
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, id)
        self.function = PlatformFunction(
            self,
            "Setter",
            package="canvas_settings",
            shared=("custom_resources",),
            description="Custom::CanvasSettings: sets what CloudFormation lacks of a user's Canvas",
            key=key,
            retention=config.retention,
            memory_mb=256,
            timeout_seconds=300,
        )
        profiles = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="user-profile", resource_name=f"{domain.id}/*"
        )
        actions = ["sagemaker:DescribeUserProfile", "sagemaker:UpdateUserProfile"]
        self.function.service_role.allow("Set", actions=actions, resources=[profiles])
        self._allow_passing(users)
        for user in users:
            settings = canvas_app_settings(
                canvas, user=user.name, workspace_name=bucket.bucket_name, key_arn=key.key_arn
            )
            self._resource(user, domain, settings)

    def _allow_passing(self, users: Sequence[StudioUser]) -> None:
        """Let the function send a profile's role back: who writes a profile's settings passes it."""
        self.function.service_role.allow(
            "SendBackRoles",
            actions=["iam:PassRole"],
            resources=[user.role.role_arn for user in users],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )

    def _resource(self, user: StudioUser, domain: StudioDomain, settings: dict[str, Any]) -> None:
        resource = cdk.CustomResource(
            self,
            f"User-{user.name}",
            resource_type="Custom::CanvasSettings",
            service_token=self.function.function_arn,
            service_timeout=cdk.Duration.minutes(10),
            properties={
                "DomainId": domain.id,
                "UserProfileName": user.name,
                "CanvasAppSettings": settings,
                "ProfileSettings": as_template(self, user.profile.user_settings),
            },
        )
        resource.node.add_dependency(user.profile, self.function.service_role)


def canvas_app_settings(canvas: Canvas, *, user: str, workspace_name: str, key_arn: str) -> dict[str, Any]:
    """Return CanvasAppSettings (SageMaker API reference) of one user.

    Forecast, Kendra and EMR Serverless are off: closed to new customers, or not ours. The bucket's name needs
    no `sagemaker` in it: AWS's managed policies ask for that, and the users' roles carry none of them.
    """
    return {
        "WorkspaceSettings": {
            "S3ArtifactPath": f"s3://{workspace_name}/{user_prefix(user)}canvas",
            "S3KmsKeyId": key_arn,
        },
        "ModelRegisterSettings": {"Status": _STATUS[canvas.registry]},
        "DirectDeploySettings": {"Status": _STATUS[canvas.direct_deploy]},
        "TimeSeriesForecastingSettings": {"Status": "DISABLED"},
        "KendraSettings": {"Status": "DISABLED"},
        "EmrServerlessSettings": {"Status": "DISABLED"},
    }
