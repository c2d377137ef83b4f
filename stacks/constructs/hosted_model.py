"""A SageMaker model: one container with one artifact, as endpoints, components and batch jobs run it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.role import ServiceRole

VERSION_VARIABLE = "LAB2API_MODEL_VERSION"
"""The server answers with it, so that during a canary an answer says which version it is of."""
FRAMEWORK_VARIABLES = {
    "SAGEMAKER_PROGRAM": "inference.py",
    "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
}
"""By these AWS's framework container finds our functions; our own image needs none of them."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """What all containers of a serving stack have in common."""

    image_uri: str
    isolated: bool = False
    network: PrivateNetwork | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    unpacked: bool = False
    """Whether a model is a folder of files as they are, as large weights are, and not one archive."""


class HostedModel(sagemaker.CfnModel):
    """Without a name of its own, as every property but the tags replaces it.

    With a `version` the container says it in each answer; one with many models has none of its own.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        container: Container,
        role: ServiceRole,
        model_data_url: str,
        version: str | None,
    ) -> None:
        own = {VERSION_VARIABLE: version} if version else {}
        network = container.network
        super().__init__(
            scope,
            id,
            execution_role_arn=role.role_arn,
            enable_network_isolation=container.isolated,
            primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
                image=container.image_uri,
                mode=None if version else "MultiModel",
                model_data_url=None if container.unpacked else model_data_url,
                model_data_source=_folder(model_data_url) if container.unpacked else None,
                environment={**container.environment, **own} or None,
            ),
            vpc_config=sagemaker.CfnModel.VpcConfigProperty(
                subnets=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
                security_group_ids=[network.security_group.security_group_id],
            )
            if network
            else None,
        )
        self.node.add_dependency(role)


def _folder(url: str) -> sagemaker.CfnModel.ModelDataSourceProperty:
    """Mount the files below `s3://bucket/folder/` (SageMaker guide, deploying uncompressed models)."""
    return sagemaker.CfnModel.ModelDataSourceProperty(
        s3_data_source=sagemaker.CfnModel.S3DataSourceProperty(
            s3_uri=url, s3_data_type="S3Prefix", compression_type="None"
        )
    )


def container_environment(config: Environment) -> dict[str, str]:
    """Return the variables that the environment's image needs."""
    return {} if config.image == "own" else FRAMEWORK_VARIABLES
