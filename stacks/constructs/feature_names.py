"""Feature groups by name: what they are called in AWS, and where their offline stores lie."""

import aws_cdk as cdk

from config import Environment

OFFLINE_PREFIX = "features/"
"""Of the curated bucket: the offline stores."""


def feature_group_name(config: Environment, group: str) -> str:
    """Return the name in AWS, which is fixed: the type demands one, and readers know it without a look-up."""
    return f"{config.name}-{group}"


def feature_database(config: Environment) -> str:
    """Return the Glue database of the offline stores."""
    return f"lab2api_{config.name}_features"


def feature_table(group: str) -> str:
    """Return a group's table: Athena wants underscores."""
    return group.replace("-", "_")


def feature_group_arns(stack: cdk.Stack, *, config: Environment) -> list[str]:
    """Return the ARNs of the environment's groups, none without `[features]`."""
    groups = config.features.groups if config.features else ()
    return [
        stack.format_arn(
            service="sagemaker", resource="feature-group", resource_name=feature_group_name(config, group)
        )
        for group in groups
    ]
