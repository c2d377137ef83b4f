"""What the model that is being replaced still needs while the next one is being tried beside it."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from stacks.constructs.role import ServiceRole
from stacks.constructs.served_model import ServedModel, ShadowModel


class KeptAccess(Construct):
    """The same permissions once more, in policies that CloudFormation changes last, after the `entry`.

    A deployment gives every other policy the new card and artifact at once, and takes minutes to shift the
    traffic. Until then the entry names the old card, and an old instance that is added or replaced reads the
    old artifact. Many models of one endpoint stay in their folder, so they need no more than the card.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        entry: ssm.CfnParameter,
        served: ServedModel,
        readers: Sequence[iam.IRole],
    ) -> None:
        super().__init__(scope, id)
        self._entry, self._served = entry, served
        cards = iam.Policy(
            self,
            "Card",
            policy_name=f"kept-{served.name}",
            roles=list(readers),
            statements=[iam.PolicyStatement(actions=["s3:GetObject"], resources=[served.card.arn])],
        )
        cards.node.add_dependency(entry)

    def artifacts(self, role: ServiceRole, *, shadow: ShadowModel | None) -> None:
        """Let AWS read what it serves, an archive or a folder, until the entry names another model."""
        served = self._served
        files = "*" if served.in_folder else ""
        models = [f"{served.artifact.arn}{files}", *([shadow.artifact.arn] if shadow else [])]
        statements = [iam.PolicyStatement(actions=["s3:GetObject"], resources=models)]
        if served.in_folder:
            statements.append(
                iam.PolicyStatement(
                    actions=["s3:ListBucket"],
                    resources=[served.artifact.bucket_arn],
                    conditions={"StringLike": {"s3:prefix": [f"{served.artifact.folder}*"]}},
                )
            )
        policy = iam.ManagedPolicy(self, "Model", roles=[role], statements=statements)
        policy.node.add_dependency(self._entry)
