"""The entries by which functions find the models: parameters of SSM, one a model, below one path."""

import aws_cdk as cdk

from config import Environment
from stacks.constructs.role import ServiceRole


def entries_path(config: Environment) -> str:
    """Return the path below which each model's serving stack writes its entry."""
    return f"/lab2api/{config.name}/models"


def allow_listing_models(role: ServiceRole, *, config: Environment) -> None:
    """Let a function read all entries."""
    path = cdk.Stack.of(role).format_arn(
        service="ssm", resource="parameter", resource_name=entries_path(config).lstrip("/")
    )
    role.allow("ListModels", actions=["ssm:GetParametersByPath"], resources=[path])
