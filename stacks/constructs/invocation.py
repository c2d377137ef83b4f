"""Who may ask a model: the API's proxy and the jobs' worker, this endpoint and this card alone."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Asynchronous, Ecs, Eks, Mock, RealTime, Serving
from stacks.constructs.served_model import ServedModel


class Invocation(iam.Policy):
    """An inline policy on a role that all models share, so that it goes when the model's stack goes.

    Its name is unique on the role by the model's. Both may ask alike: of an asynchronous endpoint the proxy
    asks what came in a body, the worker what was uploaded. Source: service authorization reference;
    InvokeEndpoint has endpoints and inference components as resources, and the key `sagemaker:TargetModel`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        role: iam.IRole,
        serving: Serving,
        served: ServedModel,
        resources: Sequence[str],
    ) -> None:
        super().__init__(
            scope,
            id,
            policy_name=f"{id.lower()}-{served.name}",
            roles=[role],
            statements=[
                *_invoke(serving, resources=resources),
                iam.PolicyStatement(actions=["s3:GetObject"], resources=[served.card.arn]),
                *_many_cards(serving, served),
            ],
        )


def _invoke(serving: Serving, *, resources: Sequence[str]) -> list[iam.PolicyStatement]:
    """Return nothing for a mock, answered from its card, and for containers, behind a security group."""
    if isinstance(serving, Mock | Ecs | Eks):
        return []
    asynchronous = isinstance(serving, Asynchronous)
    action = "sagemaker:InvokeEndpointAsync" if asynchronous else "sagemaker:InvokeEndpoint"
    one = isinstance(serving, RealTime) and serving.multi_model
    named = {"StringLike": {"sagemaker:TargetModel": "*.tar.gz"}} if one else None
    return [iam.PolicyStatement(actions=[action], resources=list(resources), conditions=named)]


def _many_cards(serving: Serving, served: ServedModel) -> list[iam.PolicyStatement]:
    """With many models each has a card beside it; without the right to list, a missing one would be a 403."""
    if not isinstance(serving, RealTime) or not serving.multi_model:
        return []
    folder = served.artifact
    return [
        iam.PolicyStatement(actions=["s3:GetObject"], resources=[f"{folder.arn}*.card.json"]),
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[folder.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{folder.folder}*"]}},
        ),
    ]
