"""The two roles of a model's task: ECS pulls and logs with one, containers read the model with the other."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.constructs.inference_image import PULL_ACTIONS, InferenceImage, allow_pull
from stacks.constructs.role import ServiceRole
from stacks.constructs.served_model import ServedModel


class TaskRoles(Construct):
    """`execution` is ECS's own to start the task; `task` is what the code in its containers has."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        served: ServedModel,
        image: InferenceImage,
        more_repositories: Sequence[str],
        log_group: logs.ILogGroup,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self.execution = ServiceRole(
            self, "Execution", service="ecs-tasks", description="Starts the tasks of one model"
        )
        allow_pull(self.execution, image=image)
        if more_repositories:
            self.execution.allow("PullAws", actions=PULL_ACTIONS, resources=more_repositories)
        write = ["logs:CreateLogStream", "logs:PutLogEvents"]
        self.execution.allow("Log", actions=write, resources=[log_group.log_group_arn])
        self.task = ServiceRole(
            self, "Task", service="ecs-tasks", description="What the containers of one model may do"
        )
        self.task.allow("ReadModel", actions=["s3:GetObject"], resources=[served.artifact.arn])
        self.task.allow("Decrypt", actions=["kms:Decrypt"], resources=[key.key_arn])

    @property
    def both(self) -> list[iam.IRole]:
        """What a service waits for: a role without its policies starts nothing."""
        return [self.execution, self.task]
