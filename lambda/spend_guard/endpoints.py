"""Endpoints: which there are, on what each runs, and when it was last asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from spend_guard.listing import entries
from spend_guard.things import UNTOLD, Machines, Thing

PAGE = 100
_FREE = ("Failed", "OutOfService", "Deleting")
_CHANGING = ("Updating", "SystemUpdating", "RollingBack")
"""While it changes, the old machines and the new run side by side."""
_VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


def list_endpoints(sagemaker: Any, *, prefix: str) -> Iterator[Thing]:
    """Yield those whose names begin with the class's, in every status: one that failed can be deleted."""
    for found in entries(sagemaker.list_endpoints, "Endpoints", NameContains=prefix, MaxResults=PAGE):
        if found["EndpointName"].startswith(prefix):
            yield Thing(
                kind="endpoint",
                name=found["EndpointName"],
                created=found["CreationTime"],
                modified=found["LastModifiedTime"],
                running=found["EndpointStatus"] not in _FREE,
                changing=found["EndpointStatus"] in _CHANGING,
                stop=None
                if found["EndpointStatus"] == "Deleting"
                else {"EndpointName": found["EndpointName"]},
            )


def described(sagemaker: Any, name: str) -> tuple[Machines, ...]:
    """Ask on what an endpoint runs: types are in its configuration, counts in itself.

    One that is created has a pending deployment too, which is then the endpoint itself.
    """
    endpoint = sagemaker.describe_endpoint(EndpointName=name)
    fleet = _fleet(sagemaker, endpoint)
    pending = endpoint.get("PendingDeploymentSummary")
    if pending and endpoint.get("EndpointStatus") != "Creating":
        fleet += _fleet(sagemaker, pending)
    return fleet


def _fleet(sagemaker: Any, deployed: Mapping[str, Any]) -> tuple[Machines, ...]:
    """Return the machines of a deployment; without its configuration, those that it tells of itself."""
    summaries = _variants(deployed)
    counts = {one["VariantName"]: one for one in summaries}
    variants = _configured(sagemaker, deployed["EndpointConfigName"])
    if variants is None:
        return tuple(_variant(one, one) for one in summaries) or (Machines(type=UNTOLD),)
    return tuple(_variant(one, counts.get(one["VariantName"], {})) for one in variants)


def _configured(sagemaker: Any, name: str) -> Sequence[Mapping[str, Any]] | None:
    """Return a configuration's variants; None where it was deleted, which the endpoint does not mind."""
    try:
        return _variants(sagemaker.describe_endpoint_config(EndpointConfigName=name))
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ValidationException", "ResourceNotFound"):
            return None
        raise


def _variants(described: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [one for key in _VARIANTS for one in described.get(key) or ()]


def _variant(variant: Mapping[str, Any], now: Mapping[str, Any]) -> Machines:
    name = variant["VariantName"]
    told = now.get("CurrentServerlessConfig") or now.get("DesiredServerlessConfig")
    if serverless := told or variant.get("ServerlessConfig"):
        return Machines(
            type="",
            count=0,
            memory_mb=int(serverless["MemorySizeInMB"]),
            provisioned=int(serverless.get("ProvisionedConcurrency", 0)),
            variant=name,
        )
    wanted = max(int(now.get("DesiredInstanceCount", 0)), int(variant.get("InitialInstanceCount", 1)))
    return Machines(
        type=str(variant.get("InstanceType", UNTOLD)),
        count=int(now["CurrentInstanceCount"]) if now.get("CurrentInstanceCount") else wanted,
        variant=name,
        gigabytes=int(variant.get("VolumeSizeInGB", 0)),
    )
