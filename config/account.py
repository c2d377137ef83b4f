"""`[account]`: an account where nobody may create a role, and one that is there has to do for everything."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from config.types import InstanceType, Region, Section

RoleName = Annotated[
    str,
    StringConstraints(pattern=r"^(arn:aws[a-z-]*:iam::\d{12}:role/)?([\w+=,.@-]+/)*[\w+=,.@-]{1,64}$"),
]
"""A role's name, with its path if it has one, or its ARN."""
ResourceService = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]+$")]
"""A service as CloudFormation names it in a type: `Lambda` of `AWS::Lambda::Function`."""
Principal = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]*[a-z0-9]$")]
"""A service as a trust names it, without `.amazonaws.com`."""


ASSET_BUCKET = "lab2api-assets-{account}-{region}"
"""For templates and code where there is no `cdk bootstrap`; `lab2api deploy` makes it."""


class Account(Section):
    """What the account allows: services whose resources may be declared, types and regions to run them on.

    `trusted_by` are the services that the role's trust names: no other can take it. `most_apps` is how many
    Studio apps run at once, `concurrent_functions` how many functions: of the last 100 AWS reserves none.
    """

    role: RoleName
    services: Annotated[tuple[ResourceService, ...], Field(min_length=1)]
    trusted_by: Annotated[tuple[Principal, ...], Field(min_length=1)]
    instance_types: Annotated[tuple[InstanceType, ...], Field(min_length=1)]
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    most_apps: Annotated[int, Field(ge=1, le=10_000)] | None = None
    concurrent_functions: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    KEPT_UNRESERVED: ClassVar[int] = 100
    """Of the account's concurrency, for functions without any of their own (Lambda guide)."""

    @property
    def role_name(self) -> str:
        """The name with its path, as it ends the ARN."""
        return self.role.rpartition(":role/")[2]

    @property
    def number(self) -> str | None:
        """The account that an ARN is of; a name is of whichever one is deployed to."""
        return self.role.split(":")[4] if self.role.startswith("arn:") else None

    @property
    def reserves(self) -> bool:
        """Whether a function can have a concurrency of its own."""
        return self.concurrent_functions is None or self.concurrent_functions > self.KEPT_UNRESERVED

    @property
    def deploys_with_role(self) -> bool:
        """Whether CloudFormation can take the role, and so create what the caller alone may not."""
        return "cloudformation" in self.trusted_by
