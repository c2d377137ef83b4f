"""For which uses a class's instance types are: what the services run on them, as the catalogs call it."""

from config.catalog import instance_types
from config.roster import Roster, Service

STUDIO = "studio"
OF_SERVICE: dict[Service, tuple[str, ...]] = {
    "training": ("training", "processing", "transform"),
    "endpoints": ("endpoint",),
    "canvas": (),
    "bedrock": (),
}
"""Canvas runs on AWS's own instances, and Bedrock on none of ours."""
NEEDED = (STUDIO, "training", "endpoint")
"""Without a type for one of them, what the class chose could not be used at all."""


def uses_of(roster: Roster) -> tuple[str, ...]:
    """Return the uses of a class's types, that of Studio first."""
    return (
        STUDIO,
        *(use for service in OF_SERVICE if service in roster.services for use in OF_SERVICE[service]),
    )


def types_for(roster: Roster, *, use: str, region: str) -> tuple[str, ...]:
    """Return the types of a class that `region` sells for a use, in the roster's order."""
    sold = instance_types(use=use, region=region)
    return tuple(name for name in roster.instance_types if name in sold)
