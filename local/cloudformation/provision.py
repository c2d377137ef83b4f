"""How real each resource type is in the local run: the register behind the coverage table."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

State = Literal["executed", "recorded", "refused"]


class Provision(BaseModel):
    """`executed` does its work here; `recorded` is only described; `refused` fails the stack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: State
    note: str


_declared: dict[str, Provision] = {}


def executed(note: str) -> Provision:
    """Say that the type does its work on this machine."""
    return Provision(state="executed", note=note)


def recorded(note: str) -> Provision:
    """Say that the type can be described, and does nothing."""
    return Provision(state="recorded", note=note)


def refused(note: str) -> Provision:
    """Say that a stack with this type fails, with the note as the reason."""
    return Provision(state="refused", note=note)


def declare(type_: str, provision: Provision) -> None:
    """Say how real a type is; the last word counts."""
    _declared[type_] = provision


def provision_of(type_: str) -> Provision:
    """Return what was declared, or `recorded` with a note that nobody has examined the type."""
    return _declared.get(
        type_, Provision(state="recorded", note="kept by the emulator; not examined by this project")
    )
