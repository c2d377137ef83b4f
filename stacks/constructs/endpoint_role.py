"""What SageMaker may do for one endpoint: read its models, pull one image, write one log group."""

import aws_cdk as cdk
from constructs import Construct

from config import Asynchronous, Component, Environment, RealTime
from stacks.constructs.endpoint_config import CAPTURE_PREFIX
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole
from stacks.constructs.served_model import ServedModel, ShadowModel
from stacks.constructs.variant import Hosted
from stacks.data import DataStack
from stacks.jobs import ASYNC, JOBS, JobsStack


class EndpointRole(ServiceRole):
    """Source of the list: SageMaker guide, CreateModel API execution role permissions."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        serving: Hosted,
        endpoint: str,
        served: ServedModel,
        shadow: ShadowModel | None,
        data: DataStack,
        jobs: JobsStack,
        image: InferenceImage,
        in_network: bool,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of one model")
        self._read_models(serving=serving, served=served, shadow=shadow)
        self.allow("Encryption", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[data.key.key_arn])
        allow_pull(self, image=image)
        self._write_logs_and_metrics(config=config, serving=serving, endpoint=endpoint, data=data)
        if isinstance(serving, RealTime) and serving.data_capture_percentage:
            captured = data.curated.arn_for_objects(f"{CAPTURE_PREFIX}/{endpoint}/*")
            self.allow("Capture", actions=["s3:PutObject"], resources=[captured])
        if isinstance(serving, Asynchronous):
            self._answer_jobs(endpoint=endpoint, jobs=jobs)
        if in_network:
            allow_network_interfaces(self)

    def _read_models(self, *, serving: Hosted, served: ServedModel, shadow: ShadowModel | None) -> None:
        """Read one artifact, or what lies in a folder and is listed: many models, or one model's weights."""
        if not served.in_folder:
            artifacts = [served.artifact.arn, *([shadow.artifact.arn] if shadow else [])]
            self.allow("ReadModel", actions=["s3:GetObject"], resources=artifacts)
            return
        files = "*.tar.gz" if isinstance(serving, RealTime) and serving.multi_model else "*"
        self.allow("ReadModel", actions=["s3:GetObject"], resources=[f"{served.artifact.arn}{files}"])
        self.allow(
            "ListModels",
            actions=["s3:ListBucket"],
            resources=[served.artifact.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{served.artifact.folder}*"]}},
        )

    def _write_logs_and_metrics(
        self, *, config: Environment, serving: Hosted, endpoint: str, data: DataStack
    ) -> None:
        kind = "InferenceComponents" if isinstance(serving, Component) else "Endpoints"
        # SageMaker writes to this very name; made here, it is encrypted and forgets on time.
        group = PlatformLogGroup(
            self, "Logs", key=data.key, retention=config.retention, name=f"/aws/sagemaker/{kind}/{endpoint}"
        )
        self.allow(
            "Log",
            actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            resources=[group.log_group_arn],
        )
        self.allow(
            "Metrics",
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={
                "StringEquals": {"cloudwatch:namespace": ["AWS/SageMaker", f"/aws/sagemaker/{kind}"]}
            },
        )

    def _answer_jobs(self, *, endpoint: str, jobs: JobsStack) -> None:
        """Source: SageMaker guide, asynchronous inference prerequisites."""
        asked = jobs.bucket.arn_for_objects(f"{JOBS}*")
        answered = jobs.bucket.arn_for_objects(f"{ASYNC}{endpoint}/*")
        self.allow("ReadRequests", actions=["s3:GetObject"], resources=[asked])
        self.allow("WriteAnswers", actions=["s3:PutObject"], resources=[answered])
        self.allow("Announce", actions=["sns:Publish"], resources=[jobs.finished.topic_arn])


def allow_network_interfaces(role: ServiceRole) -> None:
    """SageMaker makes the containers' network interfaces with this role."""
    interfaces = cdk.Stack.of(role).format_arn(service="ec2", resource="*", resource_name="*")
    write = ("CreateNetworkInterface", "CreateNetworkInterfacePermission")
    undo = ("DeleteNetworkInterface", "DeleteNetworkInterfacePermission")
    read = ("DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs")
    role.allow("Interfaces", actions=[f"ec2:{verb}" for verb in (*write, *undo)], resources=[interfaces])
    role.allow("DescribeNetwork", actions=[f"ec2:Describe{noun}" for noun in read], resources=["*"])
