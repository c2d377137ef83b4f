"""What the state machine, or the CLI for a dry run, asks the function for."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sandbox_teardown.progress import Progress
from sandbox_teardown.sandbox import Name
from sandbox_teardown.stages import Wiped


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Students(_Asked):
    """Who is to be wiped: those that are named, or everyone who has a lease."""

    step: Literal["students", "report"]
    students: tuple[Name, ...] = ()


class Step(_Asked):
    """A step of one student's that is done at once."""

    step: Literal["claim", "shut", "plan"]
    slug: Name


class Stage(_Asked):
    """A step that may have to be repeated; `progress` is what the call before answered."""

    step: Literal["stop", "export", "reexport", Wiped, "search", "finish"]
    slug: Name
    progress: Progress = Progress()


class GiveUp(_Asked):
    """`error` and `cause` are Step Functions' words for what failed."""

    step: Literal["give_up"]
    slug: Name
    error: str
    cause: str = ""


ASKED: TypeAdapter[Students | Step | Stage | GiveUp] = TypeAdapter(
    Annotated[Students | Step | Stage | GiveUp, Field(discriminator="step")]
)
