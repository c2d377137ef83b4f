"""What the machines of a Batch queue, the agent that starts a job, and the job itself may do."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from config.text_training import TextTraining
from stacks.constructs.inference_image import PULL_ACTIONS
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole
from stacks.constructs.source_archive import CodeArchive
from stacks.data import DataStack

OF_A_CLUSTER = ("DeregisterContainerInstance", "RegisterContainerInstance")
OF_A_MACHINE = ("Poll", "StartTelemetrySession", "UpdateContainerInstancesState")
OF_A_TASK = ("SubmitAttachmentStateChanges", "SubmitContainerStateChange", "SubmitTaskStateChange")


class MachineRole(iam.Role):
    """The ECS agent's calls in the cluster of one compute environment, and the log of its jobs.

    Jobs can take this role, too, as they share the machine's network; they can do no more with it than say
    wrong things of their own queue's machines. Batch names a cluster `AWSBatch-<environment>-<uuid>`: of no
    guide, but of AWS's managed policies for Batch and of every cluster that people show.
    Source: ECS guide, container instance IAM role; of its list, a cluster exists already, as Batch makes it.
    EC2 does not send aws:SourceAccount when it hands a role to a machine, so the role trusts EC2 alone.
    """

    def __init__(self, scope: Construct, id: str, *, environment: str, logs: PlatformLogGroup) -> None:
        super().__init__(
            scope,
            id,
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
            description="Machines of the array queue",
        )
        stack = cdk.Stack.of(self)
        cluster, machine = (
            stack.format_arn(service="ecs", resource=resource, resource_name=f"AWSBatch-{environment}-*")
            for resource in ("cluster", "container-instance")
        )
        statements = [
            _statement("Join", [f"ecs:{verb}" for verb in (*OF_A_CLUSTER, *OF_A_TASK)], cluster),
            _statement("Report", [f"ecs:{verb}" for verb in OF_A_MACHINE], machine),
            _statement("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], logs.log_group_arn),
        ]
        iam.ManagedPolicy(self, "Allowed", statements=statements, roles=[self])
        find = _statement("FindEndpoint", ["ecs:DiscoverPollEndpoint"], "*")
        iam.ManagedPolicy(self, "FindEndpoint", statements=[find], roles=[self])


class StartRole(ServiceRole):
    """What the agent needs to start a job: the image and the log."""

    def __init__(self, scope: Construct, id: str, *, container_arn: str, logs: PlatformLogGroup) -> None:
        super().__init__(scope, id, service="ecs-tasks", description="Starts the jobs of the array queue")
        self.allow("PullContainer", actions=PULL_ACTIONS, resources=[container_arn])
        write = ["logs:CreateLogStream", "logs:PutLogEvents"]
        self.allow("Log", actions=write, resources=[logs.log_group_arn])
        self.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])


class ArrayJobRole(ServiceRole):
    """What array_job.py calls: one model's rows and libraries are read, its results written."""

    def __init__(
        self, scope: Construct, id: str, *, text: TextTraining, data: DataStack, code: CodeArchive
    ) -> None:
        super().__init__(scope, id, service="ecs-tasks", description="Jobs of the array queue")
        rows, wheels = f"datasets/{text.model}/*", f"wheels/{text.model}/*"
        read = [data.raw.arn_for_objects(rows), data.artifacts.arn_for_objects(wheels), code.arn]
        self.allow("Read", actions=["s3:GetObject"], resources=read)
        for name, bucket, prefix in (
            ("ListRows", data.raw, rows),
            ("ListWheels", data.artifacts, wheels),
        ):
            self.allow(
                name,
                actions=["s3:ListBucket"],
                resources=[bucket.bucket_arn],
                conditions={"StringLike": {"s3:prefix": prefix}},
            )
        results = data.artifacts.arn_for_objects(f"arrays/{text.model}/*")
        self.allow("Write", actions=["s3:PutObject"], resources=[results])
        use = ["kms:Decrypt", "kms:GenerateDataKey"]
        self.allow("Encryption", actions=use, resources=[data.key.key_arn])


def _statement(sid: str, actions: list[str], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=actions, resources=[resource])
