"""The container image that endpoints and jobs run: its address, and the right to pull it."""

from dataclasses import dataclass
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from stacks.constructs.role import ServiceRole

PULL_ACTIONS = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


class InferenceImage(Protocol):
    """An image that lies in a repository."""

    @property
    def repository_arn(self) -> str:
        """The repository."""

    def uri(self, stack: cdk.Stack) -> str:
        """Return the address for `stack`, where it may be a deploy-time token; call it once a stack."""


@dataclass(frozen=True, kw_only=True)
class PrebuiltImage:
    """AWS's own image, whose address is known before any deploy."""

    address: str
    repository_arn: str

    def uri(self, stack: cdk.Stack) -> str:
        """Return the address; no stack needs to do anything for it."""
        del stack
        return self.address


class BuiltImage(Construct):
    """Our image. Its address changes with each build, so it is handed over by an SSM parameter.

    An export would stop the second deploy: CloudFormation refuses to change one that another stack imports.
    Consumers read the parameter anew at each of their own deploys.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: str, address: str, repository_arn: str
    ) -> None:
        super().__init__(scope, id)
        self.repository_arn = repository_arn
        self._name = f"/lab2api/{environment}/image"
        ssm.CfnParameter(
            self,
            "Address",
            name=self._name,
            type="String",
            description="The container image of training and inference, by digest",
            value=address,
        )

    def uri(self, stack: cdk.Stack) -> str:
        """Give `stack` a parameter whose default is the name, and which CloudFormation reads for it."""
        stack.add_stack_dependency(cdk.Stack.of(self))
        parameter = cdk.CfnParameter(
            stack,
            "Image",
            type="AWS::SSM::Parameter::Value<String>",
            default=self._name,
            description="SSM parameter that holds the address of the container image",
        )
        return parameter.value_as_string


def allow_pull(role: ServiceRole, *, image: InferenceImage) -> None:
    """Let `role` pull the image. ECR's log-in action has no resource, so it is a policy of its own."""
    role.allow("PullImage", actions=PULL_ACTIONS, resources=[image.repository_arn])
    role.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
