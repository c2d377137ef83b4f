"""What the lifecycle's machine and its function may do, with this environment's models and stacks."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config import Environment
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack

CARDS = ("evaluations/*", "models/*")
"""Where the pipeline and `lab2api deploy-model` put a version's card."""


class MachineRole(ServiceRole):
    """Updates Serving stacks and writes into the registry.

    It passes no role: an update without RoleARN runs with the stack's own service role, which whoever may
    update the stack may use (CloudFormation API reference, UpdateStack).
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        function: lambda_.IFunction,
        machine_arn: str,
    ) -> None:
        super().__init__(scope, id, service="states", description="Runs the model lifecycle")
        self.allow("Invoke", actions=["lambda:InvokeFunction"], resources=[function.function_arn])
        self.allow("StartDeployment", actions=["states:StartExecution"], resources=[machine_arn])
        self.allow("Write", actions=["sagemaker:UpdateModelPackage"], resources=packages(self, config=config))
        self.allow(
            "Deploy",
            actions=["cloudformation:UpdateStack", "cloudformation:DescribeStacks"],
            resources=serving_stacks(self, config=config),
        )
        read = _read_by_stacks(self, config=config)
        self.allow("ReadParameters", actions=["ssm:GetParameters"], resources=read)
        self.allow("Encryption", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[key.key_arn])


def _read_by_stacks(scope: Construct, *, config: Environment) -> list[str]:
    """Return what CloudFormation reads of SSM for a Serving stack, in the name of who asks for its update.

    They are the defaults of its parameters `BootstrapVersion` and `Image`. The deploy role of `cdk bootstrap`
    has the same right, for the same reason (aws-cdk, bootstrap-template.yaml).
    """
    bootstrap = f"cdk-bootstrap/{cdk.DefaultStackSynthesizer.DEFAULT_QUALIFIER}/version"
    names = (bootstrap, f"lab2api/{config.name}/image")
    stack = cdk.Stack.of(scope)
    return [stack.format_arn(service="ssm", resource="parameter", resource_name=name) for name in names]


def allow_reading(role: ServiceRole, *, config: Environment, data: DataStack, machine: str) -> None:
    """Let the function read versions, cards, stacks, alarms and executions; it writes nothing."""
    stack = cdk.Stack.of(role)
    role.allow("Read", actions=["sagemaker:DescribeModelPackage"], resources=packages(role, config=config))
    groups = [
        stack.format_arn(
            service="sagemaker", resource="model-package-group", resource_name=f"{config.name}-{model}"
        )
        for model in config.models
    ]
    # The service authorization reference names the group, the guide's policy for other accounts its versions.
    role.allow(
        "List",
        actions=["sagemaker:ListModelPackages"],
        resources=[*groups, *packages(role, config=config)],
    )
    role.allow(
        "ReadCards",
        actions=["s3:GetObject"],
        resources=[data.artifacts.arn_for_objects(prefix) for prefix in CARDS],
    )
    describe = ("DescribeStacks", "DescribeStackEvents", "DescribeStackResources")
    role.allow(
        "Stacks",
        actions=[f"cloudformation:{verb}" for verb in describe],
        resources=serving_stacks(role, config=config),
    )
    prefix = f"{config.name.capitalize()}-Serving-"
    alarms = stack.format_arn(
        service="cloudwatch",
        resource="alarm",
        resource_name=f"{prefix}*",
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    role.allow("Alarms", actions=["cloudwatch:DescribeAlarms"], resources=[alarms])
    executions = stack.format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine}:deploy-*",
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    role.allow("Executions", actions=["states:DescribeExecution"], resources=[executions])
    role.allow("Metrics", actions=["cloudwatch:GetMetricData"], resources=["*"])


def packages(scope: Construct, *, config: Environment) -> list[str]:
    """Return the pattern of this environment's versions; no environment's name has a hyphen."""
    name = f"{config.name}-*"
    return [cdk.Stack.of(scope).format_arn(service="sagemaker", resource="model-package", resource_name=name)]


def serving_stacks(scope: Construct, *, config: Environment) -> list[str]:
    """Return the pattern of this environment's Serving stacks; AWS ends a stack's ARN with an id."""
    name = f"{config.name.capitalize()}-Serving-*/*"
    return [cdk.Stack.of(scope).format_arn(service="cloudformation", resource="stack", resource_name=name)]
