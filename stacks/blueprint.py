"""The sandbox for Innovation Sandbox on AWS: a stack set that its hub registers as a blueprint.

The hub deploys a blueprint into an account when a lease is granted, and cleans the account after it. It takes
stack sets with self-managed permissions and without instances, that use its own two roles, and recommends
managed execution. Source: its administrator guide, self-managed StackSets and blueprint prerequisites.
"""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.account_template import account_template

NAMESPACE = "^[0-9a-zA-Z-]{3,8}$"


class BlueprintStack(cdk.Stack):
    """Deploy it in the hub account, then register the stack set `StackSetName` under Blueprints."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, roster: Roster) -> None:
        super().__init__(
            scope,
            id,
            description=f"Blueprint of {roster.name} for Innovation Sandbox on AWS",
            synthesizer=cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        )
        namespace = cdk.CfnParameter(
            self,
            "Namespace",
            type="String",
            description="Namespace of the Innovation Sandbox deployment, part of its roles' names",
            allowed_pattern=NAMESPACE,
        ).value_as_string
        role = f"InnovationSandbox-{namespace}-IntermediateRole"
        blueprint = cdk.CfnStackSet(
            self,
            "Blueprint",
            stack_set_name=f"lab2api-{config.name}-{roster.name}",
            description=f"Sandbox of a student of {roster.name}",
            permission_model="SELF_MANAGED",
            administration_role_arn=self.format_arn(
                service="iam", region="", resource="role", resource_name=role
            ),
            execution_role_name=f"InnovationSandbox-{namespace}-SandboxAccountRole",
            capabilities=["CAPABILITY_NAMED_IAM"],
            managed_execution={"Active": True},
            template_body=account_template(config=config, roster=roster),
        )
        cdk.Tags.of(self).add("class", roster.name)
        cdk.CfnOutput(self, "StackSetId", value=blueprint.attr_stack_set_id)
        cdk.CfnOutput(self, "Region", value=config.region)
