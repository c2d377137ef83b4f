"""The house Lambda function: Python on Graviton, own log group, own key, own small role."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from config.models import Retention
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.role import ServiceRole

LAMBDA_ROOT = Path(__file__).parents[2] / "lambda"
POWERTOOLS_LAYER = "arn:aws:lambda:{region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python314-arm64:36"
"""Powertools for AWS Lambda (Python) 3.31.1 with pydantic, published by AWS in every commercial region."""

SHARED_PACKAGE = "http_api"
"""What every function is shipped with beside its own package."""


class PlatformFunction(lambda_.Function):
    """`package` is a folder of lambda/ with handler.py in it; `handle` there is the entry point.

    `shared` are more folders of lambda/ that it imports, `layers` ARNs beside Powertools', with `{region}` in
    them. Call it through `.live`: with `snap_start` that is an alias on the published version.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        package: str,
        shared: Sequence[str] = (),
        description: str,
        key: kms.IKey,
        retention: Retention,
        environment: Mapping[str, str] | None = None,
        memory_mb: int,
        timeout_seconds: int,
        snap_start: bool = False,
        reserved_concurrency: int | None = None,
        network: PrivateNetwork | None = None,
        handler: str | None = None,
        layers: Mapping[str, str] | None = None,
    ) -> None:
        log_group = PlatformLogGroup(scope, f"{id}Logs", key=key, retention=retention)
        role = _role(scope, f"{id}Role", log_group=log_group, key=key, network=network)
        super().__init__(
            scope,
            id,
            description=description,
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            handler=handler or f"{package}.handler.handle",
            code=package_code(package, SHARED_PACKAGE, *shared),
            layers=_layers(scope, id, {"Powertools": POWERTOOLS_LAYER, **(layers or {})}),
            role=role,
            log_group=log_group,
            # Powertools' log lines, traces and metrics name the package.
            environment={
                **(environment or {}),
                "POWERTOOLS_SERVICE_NAME": package,
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            memory_size=memory_mb,
            timeout=cdk.Duration.seconds(timeout_seconds),
            reserved_concurrent_executions=reserved_concurrency,
            **_inside(network),
        )
        self.service_role = role
        self._encrypt_and_trace(key)
        self.live: lambda_.IFunction = self._with_snap_start() if snap_start else self

    @property
    def _resource(self) -> lambda_.CfnFunction:
        resource = self.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - narrows the type for mypy
        return resource

    def _encrypt_and_trace(self, key: kms.IKey) -> None:
        """Set on the resource: CDK's own options would add a second X-Ray statement and a warning."""
        self._resource.kms_key_arn = key.key_arn
        self._resource.tracing_config = lambda_.CfnFunction.TracingConfigProperty(mode="Active")

    def _with_snap_start(self) -> lambda_.Alias:
        self._resource.snap_start = lambda_.CfnFunction.SnapStartProperty(apply_on="PublishedVersions")
        return lambda_.Alias(self, "Live", alias_name="live", version=self.current_version)


def package_code(*packages: str) -> lambda_.AssetCode:
    """Zip folders of lambda/ under their own names; bytecode would change the asset's hash at each run."""
    exclude = ["/*", *(f"!/{package}" for package in packages), "__pycache__", "*.pyc"]
    return lambda_.Code.from_asset(str(LAMBDA_ROOT), exclude=exclude, ignore_mode=cdk.IgnoreMode.GIT)


def _inside(network: PrivateNetwork | None) -> dict[str, Any]:
    return {"vpc": network.vpc, "security_groups": [network.security_group]} if network else {}


def _layers(scope: Construct, id: str, arns: Mapping[str, str]) -> list[lambda_.ILayerVersion]:
    region = cdk.Stack.of(scope).region
    return [
        lambda_.LayerVersion.from_layer_version_arn(scope, f"{id}{name}", arn.format(region=region))
        for name, arn in arns.items()
    ]


def _role(
    scope: Construct, id: str, *, log_group: PlatformLogGroup, key: kms.IKey, network: PrivateNetwork | None
) -> ServiceRole:
    role = ServiceRole(scope, id, service="lambda", description="Execution role of one function")
    role.allow(
        "Logs", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
    )
    role.allow("Decrypt", actions=["kms:Decrypt"], resources=[key.key_arn])
    role.allow("Trace", actions=["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources=["*"])
    if network:
        _allow_network_interfaces(role)
    return role


def _allow_network_interfaces(role: ServiceRole) -> None:
    """Lambda makes the function's network interfaces with this role (Lambda guide, VPC permissions)."""
    interfaces = cdk.Stack.of(role).format_arn(service="ec2", resource="*", resource_name="*")
    role.allow(
        "Interfaces",
        actions=[
            f"ec2:{verb}"
            for verb in (
                "CreateNetworkInterface",
                "DeleteNetworkInterface",
                "AssignPrivateIpAddresses",
                "UnassignPrivateIpAddresses",
            )
        ],
        resources=[interfaces],
    )
    role.allow(
        "DescribeNetwork", actions=["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], resources=["*"]
    )
