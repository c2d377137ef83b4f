"""What lets the streaming function reach one model."""

from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Component, RealTime, Serverless, Serving
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.served_model import ServedModel

STREAM = ("sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream")
"""The API reference asks for the first, the service authorization reference knows the second: so both."""


class StreamAccess(iam.Policy):
    """Exactly this endpoint, its component and its card, under a name unique on the role all models share."""

    def __init__(
        self, scope: Construct, id: str, *, role: iam.IRole, served: ServedModel, endpoint: ModelEndpoint
    ) -> None:
        super().__init__(
            scope,
            id,
            policy_name=f"stream-{served.name}",
            roles=[role],
            statements=[
                iam.PolicyStatement(actions=list(STREAM), resources=endpoint.arns),
                iam.PolicyStatement(actions=["s3:GetObject"], resources=[served.card.arn]),
            ],
        )


def can_stream(serving: Serving) -> bool:
    """Tell whether an endpoint can answer piece by piece; a queue and a mock cannot.

    Nor can one of many models: InvokeEndpointWithResponseStream takes no TargetModel (API reference).
    """
    if isinstance(serving, RealTime):
        return not serving.multi_model
    return isinstance(serving, Serverless | Component)
