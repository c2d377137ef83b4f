"""What the guard attaches to a student's role when the budget is spent: nothing more may be started."""

from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Environment
from config.roster import Roster

STARTS = (
    "sagemaker:Create*",
    "sagemaker:Update*",
    "sagemaker:Start*",
    "sagemaker:Invoke*",
    "sagemaker:AddTags",
    "bedrock:*",
    "iam:PassRole",
    "s3:PutObject",
    "kms:CreateGrant",
    "logs:CreateLogGroup",
    "logs:PutLogEvents",
    "cloudwatch:PutMetricData",
)
"""What begins to cost, or lets something begin. Looking, reading own objects, stopping and deleting stay."""


class FreezePolicy(iam.ManagedPolicy):
    """Attached and detached by the guard and by AWS Budgets, to nothing but roles of the class."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, roster: Roster) -> None:
        super().__init__(
            scope,
            id,
            description=f"Attached to a student of {roster.name} in {config.name} who has spent the budget",
            statements=[
                iam.PolicyStatement(
                    sid="Frozen", effect=iam.Effect.DENY, actions=list(STARTS), resources=["*"]
                )
            ],
        )
