"""The container image that endpoints and jobs run, by address, and the right to pull it."""

from dataclasses import dataclass

from stacks.constructs.role import ServiceRole

PULL_ACTIONS = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True, kw_only=True)
class InferenceImage:
    """`uri` may be a deploy-time token; `repository_arn` is the repository it lies in."""

    uri: str
    repository_arn: str

    def grant_pull(self, role: ServiceRole) -> None:
        """Let `role` pull the image. ECR's log-in action has no resource, so it is a policy of its own."""
        role.allow("PullImage", actions=PULL_ACTIONS, resources=[self.repository_arn])
        role.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
