"""What CloudFormation asks for: the properties of Custom::StudioCleanup, of two kinds."""

from pydantic import Field

from custom_resources.asked import Properties


class CleanupProperties(Properties):
    """What both kinds name: the domain."""

    domain_id: str = Field(pattern=r"^d-[a-z0-9-]{1,61}$")

    @property
    def resource(self) -> str:
        """The physical id: were it another, CloudFormation would take it for another resource."""
        return f"studio-cleanup-{self.domain_id}"

    @property
    def place(self) -> str:
        """Where things are that could not be deleted."""
        return self.domain_id


class DomainProperties(CleanupProperties):
    """Empty the whole domain. `profiles` are those that the stack deletes itself, after the clean-up.

    `domain_arn` is what SageMaker writes on a home file system; it goes too if `remove_file_system`.
    """

    domain_arn: str = Field(pattern=r"^arn:")
    profiles: tuple[str, ...]
    remove_file_system: bool


class OwnerProperties(CleanupProperties):
    """Empty what one user of the domain owns, so that CloudFormation can delete the user's profile."""

    owner: str = Field(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$")

    @property
    def resource(self) -> str:
        """The physical id."""
        return f"{super().resource}-{self.owner}"

    @property
    def place(self) -> str:
        """Where things are that could not be deleted."""
        return f"{self.domain_id} of {self.owner}"


def read(properties: dict[str, object]) -> DomainProperties | OwnerProperties:
    """Read either kind: an `Owner` makes it the user's. `ValidationError` if it is neither."""
    if "Owner" in properties:
        return OwnerProperties.model_validate(properties)
    return DomainProperties.model_validate(properties)
