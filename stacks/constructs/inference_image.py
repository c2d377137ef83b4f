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

    def jobs_uri(self, stack: cdk.Stack) -> str:
        """Return the address of the image with model_code/requirements-jobs.lock; call it once a stack."""


@dataclass(frozen=True, kw_only=True)
class PrebuiltImage:
    """AWS's own image, whose address is known before any deploy."""

    address: str
    repository_arn: str

    def uri(self, stack: cdk.Stack) -> str:
        """Return the address; no stack needs to do anything for it."""
        del stack
        return self.address

    def jobs_uri(self, stack: cdk.Stack) -> str:
        """Return the same address: what jobs need beyond training is installed when they start."""
        return self.uri(stack)


class BuiltImage(Construct):
    """Our images. Their addresses change with each build, so they are handed over by SSM parameters.

    An export would stop the second deploy: CloudFormation refuses to change one that another stack imports.
    Consumers read the parameter anew at each of their own deploys.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: str,
        address: str,
        jobs_address: str,
        repository_arn: str,
    ) -> None:
        super().__init__(scope, id)
        self.repository_arn = repository_arn
        self._folder = f"/lab2api/{environment}"
        for logical_id, name, value, what in (
            ("Address", "image", address, "training and inference"),
            ("JobsAddress", "jobs-image", jobs_address, "jobs that need more libraries than training"),
        ):
            ssm.CfnParameter(
                self,
                logical_id,
                name=f"{self._folder}/{name}",
                type="String",
                description=f"The container image of {what}, by digest",
                value=value,
            )

    def uri(self, stack: cdk.Stack) -> str:
        """Give `stack` a parameter whose default is the name, and which CloudFormation reads for it."""
        return self._read(stack, "Image", name="image", what="the container image")

    def jobs_uri(self, stack: cdk.Stack) -> str:
        """Give `stack` such a parameter for the image of the jobs."""
        return self._read(stack, "JobsImage", name="jobs-image", what="the container image of jobs")

    def _read(self, stack: cdk.Stack, logical_id: str, *, name: str, what: str) -> str:
        stack.add_stack_dependency(cdk.Stack.of(self))
        parameter = cdk.CfnParameter(
            stack,
            logical_id,
            type="AWS::SSM::Parameter::Value<String>",
            default=f"{self._folder}/{name}",
            description=f"SSM parameter that holds the address of {what}",
        )
        return parameter.value_as_string


def allow_pull(role: ServiceRole, *, image: InferenceImage) -> None:
    """Let `role` pull the image. ECR's log-in action has no resource, so it is a policy of its own."""
    role.allow("PullImage", actions=PULL_ACTIONS, resources=[image.repository_arn])
    role.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
