"""Rows of endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import by_use, scaled
from cli.cost.row import Row, of_machine, of_service
from cli.declared.resource import Resource
from cli.declared.variants import Variant, variants

FAMILY = "hosting"
TYPES = ("AWS::SageMaker::Endpoint", "AWS::SageMaker::EndpointConfig")


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price instances by the hour, serverless by memory and time."""
    every = list(variants(resources))
    shares = max(1, sum(variant.machine is None for variant in every))
    for variant in every:
        yield _instances(variant, region=region) if variant.machine else _serverless(variant, shares=shares)


def _instances(variant: Variant, *, region: str) -> Row:
    bounds = f"{variant.least}" if variant.least == variant.most else f"{variant.least} to {variant.most}"
    asleep = " Scales to none when nobody asks." if variant.least == 0 else ""
    return of_machine(
        variant.machine,
        use="endpoint",
        region=region,
        family=FAMILY,
        resource=variant.where,
        what=f"{bounds} x {variant.machine}",
        quantity=scaled(least=variant.least, most=variant.most, weekend=variant.least),
        note=f"its disk is not counted.{asleep}",
    )


def _serverless(variant: Variant, *, shares: int) -> Row:
    """Let the models of an environment share its requests."""
    seconds = by_use(lambda usage: usage.requests * usage.serverless_seconds)
    return of_service(
        "serverless-gb-second",
        family=FAMILY,
        resource=variant.where,
        what=f"serverless, {variant.memory_gb:g} GB",
        quantity=seconds * (variant.memory_gb / shares),
    )
