"""The table of a class's ledger: leases, what was metered, tokens, and the guard's heartbeat."""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from stacks.constructs.retention import removal_policy


class LeaseTable(dynamodb.Table):
    """One item for each `Class` and `Item`, such as `lease#an`; `Expires` is a time in seconds since 1970."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(
            scope,
            id,
            partition_key=dynamodb.Attribute(name="Class", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="Item", type=dynamodb.AttributeType.STRING),
            time_to_live_attribute="Expires",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=removal_policy(config.retention),
        )
