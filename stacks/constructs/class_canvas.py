"""What lets the Studio stack's Canvas functions work for the students of a class."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.constructs.budget_freezer import students_of
from stacks.constructs.canvas_brake import ALARMS, CanvasBrake
from stacks.constructs.canvas_settings import CanvasSettings
from stacks.constructs.sandbox_ground import CanvasGround


class ClassCanvas(Construct):
    """Who writes a profile's settings passes the role in them; and an alarm calls only whom it may."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        settings: CanvasSettings,
        brake: CanvasBrake,
        workspace_name: str,
    ) -> None:
        super().__init__(scope, id)
        stack = cdk.Stack.of(self)
        statement = iam.PolicyStatement(
            sid="SendBackRoles",
            actions=["iam:PassRole"],
            resources=[students_of(stack, config=config, roster=roster)],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        iam.ManagedPolicy(self, "Passing", statements=[statement], roles=[settings.function.service_role])
        alarms = stack.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name=f"{roster.name}-*",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        lambda_.CfnPermission(
            self,
            "Call",
            action="lambda:InvokeFunction",
            function_name=brake.function.function_arn,
            principal=ALARMS,
            source_account=stack.account,
            source_arn=alarms,
        )
        self.ground = CanvasGround(
            workspace_name=workspace_name,
            settings_function=settings.function.function_arn,
            brake_function=brake.function.function_arn,
        )
