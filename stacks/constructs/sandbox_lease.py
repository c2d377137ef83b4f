"""Custom::Lease of one student: the terms that the guard, the portal and the teardown act by."""

from decimal import Decimal

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from config.calendar import ends
from config.cohorts import sandbox_name
from config.roster import Student
from stacks.constructs.sandbox_ground import SandboxGround


def lease(
    scope: Construct, id: str, *, ground: SandboxGround, student: Student, key: apigateway.CfnApiKey
) -> cdk.CfnResource:
    """Declare it; its function is in lambda/lease."""
    roster = ground.roster
    return cdk.CfnResource(
        scope,
        id,
        type="Custom::Lease",
        properties={
            "ServiceToken": ground.lease_function,
            "ServiceTimeout": "120",
            "ClassName": roster.name,
            "Slug": student.slug,
            "Sandbox": sandbox_name(roster, student),
            "Group": student.group,
            "BudgetUsd": dollars(roster.budget_of(student)),
            "WarnAt": str(roster.warn_at),
            "Ends": f"{ends(roster):%Y-%m-%dT%H:%M:%SZ}",
            "ApiKeyId": key.ref,
        },
    )


def dollars(amount: float) -> str:
    """Write an amount as AWS and the ledger take it: 12.5, not 12.500000000000002 or 1e3."""
    return f"{Decimal(str(amount)):f}"
