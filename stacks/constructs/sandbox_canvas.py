"""A student's Canvas: settings that CloudFormation lacks, and the alarm that ends a forgotten session."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config.cohorts import sandbox_name
from config.roster import Student
from config.studio import Canvas
from stacks.constructs.canvas_brake import idle_alarm
from stacks.constructs.canvas_settings import canvas_app_settings
from stacks.constructs.sandbox_ground import CanvasGround, SandboxGround


class SandboxCanvas(Construct):
    """Both are served by functions of the Studio stack, which ClassCanvas lets work for the class."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        ground: SandboxGround,
        student: Student,
        profile: sagemaker.CfnUserProfile,
        role_arn: str,
    ) -> None:
        super().__init__(scope, id)
        shared, canvas = ground.canvas, ground.config.canvas
        if shared is None or canvas is None:
            raise ValueError('services: "canvas" needs [canvas] in the environment')
        name = sandbox_name(ground.roster, student)
        settings = cdk.CfnResource(
            self,
            "Settings",
            type="Custom::CanvasSettings",
            properties=_properties(ground, shared, canvas, name=name, role_arn=role_arn),
        )
        settings.add_resource_dependency(profile)
        idle_alarm(
            self,
            "Idle",
            canvas=canvas,
            domain_id=ground.domain_id,
            user=name,
            brake_arn=shared.brake_function,
            name=f"{name}-canvas-idle",
        )


def _properties(
    ground: SandboxGround, shared: CanvasGround, canvas: Canvas, *, name: str, role_arn: str
) -> dict[str, Any]:
    return {
        "ServiceToken": shared.settings_function,
        "ServiceTimeout": "600",
        "DomainId": ground.domain_id,
        "UserProfileName": name,
        "CanvasAppSettings": canvas_app_settings(
            canvas, user=name, workspace_name=shared.workspace_name, key_arn=ground.key_arn
        ),
        # Nobody reads it; what changes the profile changes this resource: canvas_settings.py.
        "ProfileSettings": {"ExecutionRole": role_arn},
    }
