"""What Canvas needs of its user's role: AWS's managed policies, cut down to what this platform has a use for.

Left out of AmazonSageMakerCanvasFullAccess and its kin (read 2026-11-26): passing any role of the account
(`iam:PassRole` on `role/*`), reading and writing every bucket with `sagemaker` in its name, creating buckets,
VPC endpoints and secrets, EMR Serverless, Redshift, Athena, Forecast, RDS, QuickSight, Bedrock and the AI
services' ready-to-use models, and the registry's other groups.
"""

import aws_cdk as cdk
from constructs import Construct

from config.studio import Canvas
from stacks.constructs.canvas_jobs import CanvasJobs
from stacks.constructs.canvas_policy import CanvasPolicy
from stacks.constructs.studio_role import StudioRole

ACTIVITY = "/aws/sagemaker/Canvas/AppActivity"
LOG_GROUPS = ("ProcessingJobs", "TrainingJobs", "TransformJobs", "Endpoints")
"""SageMaker writes to groups with these names; all environments of an account share them."""


class CanvasAccess(Construct):
    """Canvas names all it makes `canvas…`, with no user in the name: users may see each other's jobs.

    Objects and models stay apart: every job reads and writes with the role of the one who started it.
    """

    def __init__(self, scope: Construct, id: str, *, role: StudioRole, canvas: Canvas) -> None:
        super().__init__(scope, id)
        self._role, self._policy = role, CanvasPolicy(role)
        self._own_session()
        CanvasJobs(self, "Jobs", policy=self._policy)
        if canvas.direct_deploy:
            self._deploy(canvas)
        if canvas.registry:
            self._register()
        self._report()

    def _own_session(self) -> None:
        app = self._role.arn_in_domain("app", self._role.user, "canvas", "*")
        actions = ["sagemaker:CreateApp", "sagemaker:DeleteApp"]
        self._policy.allow("OwnSession", actions=actions, resources=[app])

    def _deploy(self, canvas: Canvas) -> None:
        """Let Canvas host its models, on the types that the settings name."""
        verbs = ("CreateEndpoint", "DeleteEndpoint", "DescribeEndpoint", "InvokeEndpoint", "UpdateEndpoint")
        configs = ("DeleteEndpointConfig", "DescribeEndpointConfig")
        self._policy.allow(
            "Deploy",
            actions=[f"sagemaker:{verb}" for verb in (*verbs, *configs)],
            resources=self._policy.named_canvas("endpoint", "endpoint-config"),
        )
        self._policy.allow(
            "DeployOnAllowedTypes",
            actions=["sagemaker:CreateEndpointConfig"],
            resources=self._policy.named_canvas("endpoint-config"),
            conditions={"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": list(canvas.deploy_types)}},
        )
        self._policy.allow("ListEndpoints", actions=["sagemaker:ListEndpoints"], resources=["*"])
        self._policy.allow("ReadMetrics", actions=["cloudwatch:GetMetricData"], resources=["*"])

    def _register(self) -> None:
        """Let models into groups called `canvas-…`, not into those whose versions deploy by themselves."""
        kinds = ("ModelPackage", "ModelPackageGroup")
        groups = [self._policy.arn(kind, "canvas-*") for kind in ("model-package", "model-package-group")]
        actions = [f"sagemaker:{verb}{kind}" for kind in kinds for verb in ("Create", "Describe")]
        self._policy.allow("Register", actions=[*actions, "sagemaker:ListModelPackages"], resources=groups)
        self._policy.allow("ListGroups", actions=["sagemaker:ListModelPackageGroups"], resources=["*"])

    def _report(self) -> None:
        groups = [
            cdk.Stack.of(self).format_arn(
                service="logs",
                resource="log-group",
                resource_name=f"/aws/sagemaker/{name}*",
                arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
            )
            for name in LOG_GROUPS
        ]
        verbs = ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents")
        self._policy.allow("Log", actions=[f"logs:{verb}" for verb in verbs], resources=groups)
        namespaces = [ACTIVITY, *(f"/aws/sagemaker/{name}" for name in LOG_GROUPS)]
        self._policy.allow(
            "Metrics",
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringEquals": {"cloudwatch:namespace": namespaces}},
        )
