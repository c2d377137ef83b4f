"""Which AWS services are called from inside the VPC: each by an interface endpoint, paid by the hour."""

from aws_cdk import aws_ec2 as ec2

from config import Ecs, Environment

SERVICES = {
    "SageMakerRuntime": ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME,
    "Sqs": ec2.InterfaceVpcEndpointAwsService.SQS,
    "Ssm": ec2.InterfaceVpcEndpointAwsService.SSM,
    "XRay": ec2.InterfaceVpcEndpointAwsService.XRAY,
}
"""What the proxy calls from inside; each costs about USD 7 a month and zone. A function's log lines, metrics
and an endpoint's image and logs travel by AWS's own network, so they need none."""

STUDIO_SERVICES = {
    "SageMakerApi": ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_API,
    "Sts": ec2.InterfaceVpcEndpointAwsService.STS,
    "Kms": ec2.InterfaceVpcEndpointAwsService.KMS,
    "Logs": ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
}
"""What an app of Studio needs besides, where `[studio] network` is vpc-only (SageMaker guide, VPC only)."""

CONTAINER_SERVICES = {
    "EcrApi": ec2.InterfaceVpcEndpointAwsService.ECR,
    "EcrDocker": ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
    "Logs": ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
}
"""By what tasks on Fargate and nodes get their image and log; layers come through the gateway to S3."""

INSTANCE_SERVICES = {
    "Ecs": ec2.InterfaceVpcEndpointAwsService.ECS,
    "EcsAgent": ec2.InterfaceVpcEndpointAwsService.ECS_AGENT,
    "EcsTelemetry": ec2.InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
}
"""What an instance of ECS, also of Batch, calls besides (ECS guide, VPC endpoints); Fargate needs none."""

KUBERNETES_SERVICES = {
    "Ec2": ec2.InterfaceVpcEndpointAwsService.EC2,
    "Eks": ec2.InterfaceVpcEndpointAwsService.EKS,
    "EksAuth": ec2.InterfaceVpcEndpointAwsService.EKS_AUTH,
    "Sts": ec2.InterfaceVpcEndpointAwsService.STS,
}
"""What machines of EKS need besides (EKS guide, private clusters). What talks to load balancers runs in AWS's
part of an Auto Mode cluster, not in the VPC."""


def vpc_services(config: Environment) -> dict[str, ec2.InterfaceVpcEndpointAwsService]:
    """Return them by what their endpoints are called."""
    of_studio = STUDIO_SERVICES if has_private_studio(config) else {}
    return SERVICES | of_studio | _of_containers(config)


def has_private_studio(config: Environment) -> bool:
    """Tell whether people work inside."""
    return config.studio is not None and config.studio.network == "vpc-only"


def _of_containers(config: Environment) -> dict[str, ec2.InterfaceVpcEndpointAwsService]:
    """Return what models in containers and array jobs need, none where there are neither."""
    if config.containers is None and config.batch_queue is None:
        return {}
    servings = [config.serving_of(model) for model in config.models]
    managed = any(isinstance(each, Ecs) and each.launch == "managed-instances" for each in servings)
    instances = INSTANCE_SERVICES if managed or config.batch_queue else {}
    return CONTAINER_SERVICES | instances | (KUBERNETES_SERVICES if config.on_kubernetes else {})
