"""What CreateEndpoint and UpdateEndpoint ask for, checked before anything is started."""

from dataclasses import dataclass
from typing import Any

from local.hosting.fleet import Fleet
from local.hosting.rollback_alarms import RollbackAlarms
from local.hosting.traffic_routing import TrafficRouting
from local.sagemaker.errors import ServiceError
from local.sagemaker.operations import Request
from local.sagemaker.records import Record, records

_RETAINED = {
    "DesiredWeight": ("InitialVariantWeight", "CurrentWeight"),
    "DesiredInstanceCount": ("InitialInstanceCount", "CurrentInstanceCount"),
}
"""Variant properties that an update may keep: in the configuration, and as the running fleet has them."""


@dataclass(frozen=True, kw_only=True)
class Update:
    """One deployment to come."""

    config: Record
    deployment_config: dict[str, Any] | None
    routing: TrafficRouting


def first(request: Request) -> Update:
    """Read CreateEndpoint: its DeploymentConfig is kept for the updates to come."""
    config = records.get("EndpointConfig", request["EndpointConfigName"])
    return _checked(config, request.get("DeploymentConfig"))


def next_of(request: Request, endpoint: Record, *, serving: Fleet | None) -> Update:
    """Read UpdateEndpoint for an endpoint as it is; `ServiceError` names what cannot work."""
    config = records.get("EndpointConfig", request["EndpointConfigName"])
    deployment_config = request.get("DeploymentConfig")
    if request.get("RetainDeploymentConfig"):
        if deployment_config is not None:
            raise ServiceError(message="Give either DeploymentConfig or RetainDeploymentConfig, not both.")
        deployment_config = endpoint.get("LastDeploymentConfig")
    if deployment_config is not None and serving is not None:
        _require_same_variants(config, serving)
    if request.get("RetainAllVariantProperties") and serving is not None:
        excluded = {
            item["VariantPropertyType"] for item in request.get("ExcludeRetainedVariantProperties", [])
        }
        config = _retaining(config, serving, excluded)
    return _checked(config, deployment_config)


def _checked(config: Record, deployment_config: dict[str, Any] | None) -> Update:
    RollbackAlarms(deployment_config).require()
    instances = min(int(variant.get("InitialInstanceCount", 1)) for variant in config["ProductionVariants"])
    routing = TrafficRouting.of(deployment_config, instances=instances)
    return Update(config=config, deployment_config=deployment_config, routing=routing)


def _require_same_variants(config: Record, serving: Fleet) -> None:
    """See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html."""
    new = {variant["VariantName"] for variant in config["ProductionVariants"]}
    old = {variant["VariantName"] for variant in serving.summary()}
    if new != old:
        raise ServiceError(
            message=f"With a DeploymentConfig the new configuration needs the variants of the old one: "
            f"{', '.join(sorted(old))}, not {', '.join(sorted(new))}."
        )


def _retaining(config: Record, serving: Fleet, excluded: set[str]) -> Record:
    running = {variant["VariantName"]: variant for variant in serving.summary()}
    variants = []
    for described in config["ProductionVariants"]:
        kept = {}
        if variant := running.get(described["VariantName"]):
            for property_, (member, current) in _RETAINED.items():
                if property_ not in excluded and "ServerlessConfig" not in described:
                    kept[member] = variant[current]
        variants.append(described | kept)
    return config | {"ProductionVariants": variants}
