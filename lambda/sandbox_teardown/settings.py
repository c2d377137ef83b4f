"""The environment contract of the function."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

PREFIX = "LAB2API_"


class Settings(BaseModel):
    """A field `class_name` is the variable `LAB2API_CLASS_NAME`.

    `table` is the class's ledger, `workspace` the bucket that students work in, `exports` the instructor's,
    `deny_policy` what is attached to a role before its sandbox is exported.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    class_name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    table: str
    domain: Annotated[str, StringConstraints(pattern=r"^d-[a-z0-9-]{1,61}$")]
    workspace: str
    exports: str
    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    own_roles: bool = True
    """Whether each student has a role; in a closed account all share one, which is not the teardown's."""
    bedrock: bool = True
    """Whether the account has Bedrock; a search that AWS refuses would count as something left."""
    deny_policy: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:iam::aws:policy/")]

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
