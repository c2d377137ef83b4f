"""Needs of endpoints: instances by type and together, serverless concurrency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.declared.resource import Resource
from cli.declared.variants import Variant, variants
from cli.quotas.need import Need
from config.quotas import named, quota

TYPES = ("AWS::SageMaker::Endpoint", "AWS::SageMaker::EndpointConfig")
TOGETHER = "Number of instances across active endpoints"
SERVERLESS = "Maximum number of serverless endpoints"
CONCURRENCY = "Maximum total concurrency that can be allocated across all serverless endpoints"


def needs(resources: Sequence[Resource]) -> Iterator[Need]:
    """Count what scaling may bring, and twice the first instances where a deployment replaces the fleet."""
    for variant in variants(resources):
        yield from _instances(variant) if variant.machine else _serverless(variant)


def _instances(variant: Variant) -> Iterator[Need]:
    fleets = 2 if variant.replaced else 1
    amount = max(variant.most, fleets * variant.initial)
    peak = fleets * variant.most
    for found in (
        quota(str(variant.machine), use="endpoint"),
        named("sagemaker", TOGETHER, unit="instances"),
    ):
        yield Need(quota=found, amount=amount, peak=peak, of=variant.where)


def _serverless(variant: Variant) -> Iterator[Need]:
    yield Need(quota=named("sagemaker", SERVERLESS), amount=1, of=variant.where)
    yield Need(quota=named("sagemaker", CONCURRENCY), amount=variant.concurrency, of=variant.where)
