"""The table that keeps what costs money from starting too often, and who may write to it."""

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from config import Environment
from stacks.constructs.retention import removal_policy
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack


class ClaimTable(dynamodb.Table):
    """One item a claim, `Id`: when it was started within the last week, and by what (claim_states.py)."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, data: DataStack) -> None:
        super().__init__(
            scope,
            id,
            partition_key=dynamodb.Attribute(name="Id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=data.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=removal_policy(config.retention),
        )

    def allow_claims(self, role: ServiceRole) -> None:
        """Let a machine's role take a claim and look at it; it needs the key besides."""
        role.allow(
            "Remember", actions=["dynamodb:GetItem", "dynamodb:UpdateItem"], resources=[self.table_arn]
        )
