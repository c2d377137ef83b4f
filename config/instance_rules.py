"""Instance types that would be refused minutes into a deploy: not sold, or not what our images run on."""

from __future__ import annotations

from collections.abc import Iterator

from config.catalog import instance_types
from config.instances import family, graviton


def unusable_type(path: str, wanted: str, *, use: str, region: str) -> Iterator[str]:
    """Yield why `region` cannot run our image on the type for `use`: endpoint, training, transform, ..."""
    yield from unsold_type(path, wanted, use=use, region=region)
    if graviton(wanted):
        yield f"{path}: {family(wanted)} is arm64, our images x86_64; take ml.m5.large"


def unsold_type(path: str, wanted: str, *, use: str, region: str) -> Iterator[str]:
    """Yield that `region` does not sell the type for `use`, and what it sells instead."""
    sold = instance_types(use=use, region=region)
    if wanted not in sold:
        near = sorted(name for name in sold if family(name) == family(wanted))[:4]
        advice = ", ".join(near or ["ml.m5.large"])
        yield f"{path}: {region} does not sell {wanted} for {use} use; it does sell {advice}"
