"""SageMaker Studio and Canvas: where people work, each with a role, a space and a prefix of their own."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.studio import Canvas, Studio
from stacks.constructs import PlatformBucket
from stacks.constructs.canvas_access import CanvasAccess
from stacks.constructs.canvas_brake import CanvasBrake
from stacks.constructs.canvas_settings import CanvasSettings
from stacks.constructs.lessons import Lessons
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.space_access import SpaceAccess
from stacks.constructs.studio_cleanup import StudioCleanup
from stacks.constructs.studio_domain import StudioDomain
from stacks.constructs.studio_role import StudioRole
from stacks.constructs.studio_user import StudioUser
from stacks.data import DataStack


class StudioStack(cdk.Stack):
    """The domain with its users; with `[canvas]` also their Canvas settings and the brake on its sessions.

    `workspace` is the users' bucket, a prefix each; Canvas's uploads go there too. `canvas` is what serves
    everybody's Canvas, None without `[canvas]`. Outputs: `DomainId`,
    `WorkspaceBucketName`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        studio: Studio,
        data: DataStack,
        network: PrivateNetwork | None,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="Studio domain, user profiles, spaces and Canvas")
        self._config, self._studio, self._data = config, studio, data
        self.workspace = PlatformBucket(self, "Workspace", config=config, key=data.key, logs=data.logs)
        self.lessons = Lessons(self, "Lessons", config=config, workspace=self.workspace)
        self.domain = StudioDomain(
            self,
            "Studio",
            config=config,
            studio=studio,
            key=data.key,
            lessons=self.lessons,
            network=network,
        )
        self.users = [self._user(name) for name in studio.users]
        self.cleanup = StudioCleanup(
            self, "Cleanup", config=config, key=data.key, domain=self.domain, users=self.users
        )
        self.canvas = self._canvas(config.canvas, alarm_topic) if config.canvas else None
        cdk.CfnOutput(self, "DomainId", value=self.domain.id)
        cdk.CfnOutput(self, "WorkspaceBucketName", value=self.workspace.bucket_name)

    def _user(self, name: str) -> StudioUser:
        role = StudioRole(
            self,
            f"Role-{name}",
            user=name,
            domain_id=self.domain.id,
            bucket=self.workspace,
            key=self._data.key,
            lessons=self.lessons,
        )
        SpaceAccess(self, f"Spaces-{name}", role=role, studio=self._studio)
        if self._config.canvas:
            CanvasAccess(self, f"Canvas-{name}", role=role, canvas=self._config.canvas)
        return StudioUser(
            self,
            f"User-{name}",
            studio=self._studio,
            domain=self.domain,
            role=role,
        )

    def _canvas(self, canvas: Canvas, topic: sns.ITopic) -> tuple[CanvasSettings, CanvasBrake]:
        self._let_browsers_upload()
        key, config = self._data.key, self._config
        settings = CanvasSettings(
            self,
            "CanvasSettings",
            config=config,
            canvas=canvas,
            key=key,
            domain=self.domain,
            users=self.users,
            bucket=self.workspace,
        )
        brake = CanvasBrake(
            self,
            "CanvasBrake",
            config=config,
            canvas=canvas,
            key=key,
            domain=self.domain,
            users=self.users,
            topic=topic,
        )
        return settings, brake

    def _let_browsers_upload(self) -> None:
        """Admit Canvas's own pages only; the guide's example admits every page of the web."""
        self.workspace.add_cors_rule(
            allowed_methods=[s3.HttpMethods.POST],
            allowed_origins=[f"https://*.studio.{self.region}.sagemaker.aws"],
            allowed_headers=["*"],
        )
