"""What CloudFormation asks for, the properties of Custom::Lease, and the environment of the function."""

from decimal import Decimal

from pydantic import AwareDatetime, Field

from class_ledger.lease import Lease
from custom_resources.asked import Properties
from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`ledger` is the class's table.

    `freeze_policy` and `deny_policy` are the ARNs of what freezing and the teardown attach, if at all.
    """

    ledger: str = Field(min_length=1)
    freeze_policy: str = ""
    deny_policy: str = ""


class OwnerProperties(Properties):
    """Whose lease it is: all that a deletion asks for, also that of one whose terms were refused."""

    class_name: str = Field(min_length=1)
    slug: str = Field(min_length=1)
    sandbox: str = Field(min_length=1)

    @property
    def resource(self) -> str:
        """The physical id: whose it is, so that another student's is another resource."""
        return f"lease-{self.sandbox}"


class LeaseProperties(OwnerProperties):
    """The terms of a lease; numbers and times come as text, as all that CloudFormation sends."""

    group: str = ""
    budget_usd: Decimal
    warn_at: Decimal
    ends: AwareDatetime
    api_key_id: str = Field(min_length=1)

    def lease(self) -> Lease:
        """Return a fresh lease on these terms. `ValidationError` where one is out of range."""
        return Lease.model_validate(self.model_dump())
