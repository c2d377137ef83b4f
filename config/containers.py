"""`[containers]`: what models on ECS and EKS share: a private load balancer, and a cluster each."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.types import Section

CertificateArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]+$")
]
HostName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*\.[a-z]{2,}$", max_length=253)
]


class Containers(Section):
    """TLS ends at the load balancer, with your certificate for `host_name`, which only the VPC resolves."""

    host_name: HostName
    certificate_arn: CertificateArn
    kubernetes_version: Annotated[str, StringConstraints(pattern=r"^1\.\d\d$")] = "1.35"
    kubernetes_administrators: tuple[str, ...] = ()
    """ARNs of IAM roles that may do everything in the cluster; access entries, no aws-auth."""
    idle_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
