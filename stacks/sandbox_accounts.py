"""An account a student: the sandbox as a stack set, which follows the organization's accounts by itself."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.roster import Accounts, Roster
from stacks.account_template import account_template

_StackSet = cdk.CfnStackSet
_CALLERS = {"delegated": "DELEGATED_ADMIN", "management": "SELF"}


class SandboxAccountsStack(cdk.Stack):
    """Deploy it in the account that administers stack sets for the organization.

    Every account below the organizational units gets the sandbox, also one that is moved there later
    (CloudFormation guide, automatic deployments). One that is moved away keeps it: spaces and a bucket with
    work in it would stop the deletion halfway, with the budget gone and apps still running. The account's
    owner empties it and deletes the stack there.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, roster: Roster, accounts: Accounts
    ) -> None:
        super().__init__(scope, id, description=f"Sandboxes of {roster.name}, each in an account of its own")
        units = _StackSet.DeploymentTargetsProperty(
            organizational_unit_ids=list(accounts.organizational_units)
        )
        _StackSet(
            self,
            "Accounts",
            stack_set_name=f"{config.name}-{roster.name}",
            description=f"Sandbox of a student of {roster.name}",
            permission_model="SERVICE_MANAGED",
            call_as=_CALLERS[accounts.administrator],
            auto_deployment=_StackSet.AutoDeploymentProperty(
                enabled=True, retain_stacks_on_account_removal=True
            ),
            capabilities=["CAPABILITY_NAMED_IAM"],
            managed_execution={"Active": True},
            operation_preferences=_StackSet.OperationPreferencesProperty(
                # One account that cannot take the sandbox must not keep it from the others.
                concurrency_mode="SOFT_FAILURE_TOLERANCE",
                failure_tolerance_percentage=10,
                max_concurrent_percentage=25,
            ),
            stack_instances_group=[
                _StackSet.StackInstancesProperty(deployment_targets=units, regions=[config.region])
            ],
            template_body=account_template(config=config, roster=roster),
        )
        cdk.Tags.of(self).add("class", roster.name)
