"""Whose is it? A sandbox's names, by which its things are told from everybody else's."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]


class Sandbox(BaseModel):
    """One student's: profile, role and tag are `name`, all else is called `name` and a dash and more.

    A slug has no dash, so that `demo-an-` begins no name of the student `demo-anh`, nor of a class beside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Name
    class_name: Name
    slug: Name

    @property
    def name(self) -> str:
        """Such as `demo-an`."""
        return f"{self.class_name}-{self.slug}"

    @property
    def prefix(self) -> str:
        """What the student's objects in the workspace bucket begin with."""
        return f"users/{self.name}/"

    @property
    def work(self) -> str:
        """What of them is exported."""
        return f"{self.prefix}work/"

    @property
    def export(self) -> str:
        """Where in the bucket of exports."""
        return f"{self.class_name}/{self.slug}/"

    @property
    def path(self) -> str:
        """What the class's roles and log groups are below."""
        return f"/lab2api/{self.environment}/{self.class_name}/"

    @property
    def log_group(self) -> str:
        """The student's own."""
        return f"{self.path}{self.slug}"

    def owns(self, name: str) -> bool:
        """Tell whether a thing of this name is the student's."""
        return name == self.name or name.startswith(f"{self.name}-")
