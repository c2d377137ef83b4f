"""What SageMaker may do for one endpoint: read one object, pull one image, write one log group."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment, RealTime
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole
from stacks.constructs.served_model import ServedModel
from stacks.data import DataStack


class EndpointRole(ServiceRole):
    """Source of the list: SageMaker guide, CreateModel API execution role permissions."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        endpoint: str,
        served: ServedModel,
        data: DataStack,
        image: InferenceImage,
        in_network: bool,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of one model")
        self.allow("ReadModel", actions=["s3:GetObject"], resources=[served.model_data_arn])
        self.allow("Encryption", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[data.key.key_arn])
        allow_pull(self, image=image)
        self._write_logs_and_metrics(config=config, endpoint=endpoint, data=data)
        if isinstance(config.serving, RealTime) and config.serving.data_capture_percentage:
            captured = data.curated.arn_for_objects(f"captured/{endpoint}/*")
            self.allow("Capture", actions=["s3:PutObject"], resources=[captured])
        if in_network:
            self._join_network()

    def _write_logs_and_metrics(self, *, config: Environment, endpoint: str, data: DataStack) -> None:
        # SageMaker writes to this very name; made here, it is encrypted and forgets on time.
        group = PlatformLogGroup(
            self,
            "Logs",
            key=data.key,
            retention=config.retention,
            name=f"/aws/sagemaker/Endpoints/{endpoint}",
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
                "StringEquals": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/Endpoints"]}
            },
        )

    def _join_network(self) -> None:
        """SageMaker makes the containers' network interfaces with this role."""
        interfaces = cdk.Stack.of(self).format_arn(service="ec2", resource="*", resource_name="*")
        write = [
            "CreateNetworkInterface",
            "CreateNetworkInterfacePermission",
            "DeleteNetworkInterface",
            "DeleteNetworkInterfacePermission",
        ]
        read = [
            "DescribeDhcpOptions",
            "DescribeNetworkInterfaces",
            "DescribeSecurityGroups",
            "DescribeSubnets",
            "DescribeVpcs",
        ]
        self.allow("Interfaces", actions=[f"ec2:{verb}" for verb in write], resources=[interfaces])
        self.allow("DescribeNetwork", actions=[f"ec2:{verb}" for verb in read], resources=["*"])
