"""Committed settings with tables that name machines, for tests of what is chosen and refused."""

from typing import Any

import config
from config import Environment

NETWORK = {"cidr": "10.42.0.0/16", "availability_zones": 2}
CERTIFICATE = "arn:aws:acm:{region}:111122223333:certificate/0f0f0f0f-1111-2222-3333-444455556666"
REALTIME = {"mode": "realtime", "instance_count": 2, "data_capture_percentage": 10}
ECS = {"compute": "ecs", "cpus": 1, "memory_mb": 2048, "max_tasks": 2, "concurrency_per_task": 4}
EKS = {"compute": "eks", "cpus": 1, "memory_mb": 2048, "max_replicas": 2}
TEXT = {"model": "reviews", "minimum_score": 0.5}


def settings(*, region: str = "us-west-2", **changes: Any) -> dict[str, Any]:
    """Return prod's tables in a region, with a second model `reviews` on containers' network."""
    values = config.load("prod").model_dump()
    values["models"]["reviews"] = {"starter": "model_code/starter/breast-cancer"}
    return {**values, "region": region, "tracking": None, "lifecycle": None, **changes}


def loaded(*, region: str = "us-west-2", **changes: Any) -> Environment:
    """Check them."""
    return Environment.model_validate(settings(region=region, **changes))


def on_cluster(serving: dict[str, Any], *, region: str = "us-west-2", **changes: Any) -> dict[str, Any]:
    """Return settings whose model `reviews` is hosted on a cluster."""
    shared = {
        "host_name": "models.example.com",
        "certificate_arn": CERTIFICATE.format(region=region),
    }
    values = settings(region=region, containers=shared)
    values["models"]["reviews"]["serving"] = serving
    return values | changes
