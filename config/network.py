"""`[network]`: the private network of an environment."""

from ipaddress import IPv4Network
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from config.types import Section


class Network(Section):
    """A private network without a way to the internet; AWS is reached through VPC endpoints only."""

    SUBNET_PREFIX_LENGTH: ClassVar[int] = 22
    """One subnet a zone, of 1,019 usable addresses: each running function and instance takes one."""

    cidr: IPv4Network
    availability_zones: Annotated[int, Field(ge=2, le=3)]
    zones: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]$")], ...] = ()
    """The region's letters for them in your account; empty: the first that AWS lists."""
