"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import StringConstraints

from http_api.settings import ApiSettings

GROUP = r"[a-z][a-z0-9-]{1,30}"


class Settings(ApiSettings):
    """`groups` are the environment's feature groups, parted by commas; none where it has no `[features]`."""

    groups: Annotated[str, StringConstraints(pattern=rf"^({GROUP}(,{GROUP})*)?$")] = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The groups that can be asked for."""
        return tuple(filter(None, self.groups.split(",")))

    def name_in_aws(self, group: str) -> str:
        """Return what Feature Store calls a group."""
        return f"{self.environment}-{group}"
