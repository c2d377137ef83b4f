"""Which quota of AWS a machine counts against: reader of config/catalogs/quotas.json."""

import json
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from config.catalog import CATALOGS

NAMES = {
    "endpoint": "{name} for endpoint usage",
    "training": "{name} for training job usage",
    "training-spot": "{name} for spot training job usage",
    "warm-pool": "{name} for training warm pool usage",
    "transform": "{name} for transform job usage",
    "processing": "{name} for processing job usage",
    "cluster": "{name} for cluster usage",
    "studio": "Studio JupyterLab Apps running on {name} instances",
}
"""What Service Quotas calls the quota of one SageMaker type for one use: one a type, in instances."""

EC2_NAMES = {"ec2": "Running On-Demand {group} instances", "ec2-spot": "All {group} Spot Instance Requests"}
STANDARD = "Standard (A, C, D, H, I, M, R, T, Z)"
_EVERYWHERE = {
    STANDARD: (
        "c4 c5 c5d c5n c6a c6g c6gd c6gn c6i c7g c7i c8a c8g c8i i3en m4 m5 m5d m6a m6g m6gd m6i m7g m7i "
        "m8a m8g m8i r5 r5d r6g r6gd r6i r7i r8g r8i t2 t3"
    ),
    "G and VT": "g4dn g5 g5g g6 g6e g6f g7 g7e gr6 gr6f",
    "Inf": "inf1 inf2",
    "Trn": "trn1 trn1n trn2",
}
GROUPS = {
    "ec2": {**_EVERYWHERE, "P": "p3 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300"},
    "ec2-spot": {**_EVERYWHERE, "P4, P3 and P2": "p3 p3dn p4d p4de", "P5": "p5 p5e p5en"},
}
"""How EC2 groups families: one quota a group, in vCPUs. Families are those that hardware.json knows.

https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html says of letters what is counted
together; a family that is not here is not guessed from its letter. P6 has no quota of spot that we know.
"""

TOTALS = (
    ("sagemaker", "Number of instances across all training jobs"),
    ("sagemaker", "Number of instances across active endpoints"),
    ("sagemaker", "Total domains"),
    ("sagemaker", "Maximum number of Studio user profiles allowed per account"),
    ("sagemaker", "Maximum number of Studio spaces allowed per account"),
    ("sagemaker", "Canvas Apps running on system instances"),
    ("sagemaker", "Maximum number of serverless endpoints"),
    ("sagemaker", "Maximum total concurrency that can be allocated across all serverless endpoints"),
    ("sagemaker", "Maximum number of pipelines allowed per account"),
    ("sagemaker", "Maximum number of SageMaker Model Package Groups allowed per account"),
    ("fargate", "Fargate On-Demand vCPU resource count"),
    ("eks", "Clusters"),
    ("elasticloadbalancing", "Application Load Balancers per Region"),
    ("iam", "Customer managed policies per account"),
    ("iam", "Roles per account"),
    ("lambda", "Concurrent executions"),
    ("s3", "General purpose buckets"),
    ("vpc", "Interface VPC endpoints per VPC"),
    ("vpc", "VPCs per Region"),
)
"""Quotas that no type has of its own: service code and name."""


class Quota(BaseModel):
    """Look it up by name where `code` is None; `default` is None where no source says it.

    A default is what AWS states for new accounts; what an account has is often another number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_code: str
    code: str | None
    name: str
    unit: Literal["instances", "vcpus", "count"]
    default: float | None
    source: str
    known: bool = True
    """False: the name is no quota's, but says that none is known."""


@cache
def _catalog() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CATALOGS / "quotas.json").read_text(encoding="utf-8"))
    return found


def uses() -> tuple[str, ...]:
    """List the uses that have quotas of machines."""
    return (*NAMES, *EC2_NAMES)


def group_names(use: str) -> tuple[str, ...]:
    """List the quotas of EC2 for `ec2` or `ec2-spot`."""
    return tuple(EC2_NAMES[use].format(group=group) for group in GROUPS[use])


def quota(name: str, *, use: str) -> Quota:
    """Return the quota that `ml.g6.xlarge` counts against for a use, or `g6.xlarge` for `ec2`.

    Where no known quota of EC2 covers the type's family, such as P6 by spot, the one returned says so.
    """
    if use in NAMES:
        return named("sagemaker", NAMES[use].format(name=name), unit="instances")
    family = name.removeprefix("ml.").partition(".")[0]
    for group, families in GROUPS[use].items():
        if family in families.split():
            return named("ec2", EC2_NAMES[use].format(group=group), unit="vcpus")
    said = f"{name} ({use}): not covered by a known quota"
    return named("ec2", said, unit="vcpus").model_copy(update={"known": False})


def named(service: str, name: str, *, unit: Literal["instances", "vcpus", "count"] = "count") -> Quota:
    """Return a quota by its service code and name."""
    catalog = _catalog()
    code, default = catalog["services"].get(service, {}).get(name, (None, None))
    read = f"codes read {catalog['codes_read_on']}, defaults {catalog['defaults_read_on']}"
    source = f"{catalog['source']}; {read}" if code else "unknown: look it up by its name"
    return Quota(service_code=service, code=code, name=name, unit=unit, default=default, source=source)
