"""The lists of what is allowed, as sets: allowed.toml, and ceiling.toml for what a boundary adds to it."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config.roster import Service
from tests.stacks.classes.situations import Case

FOLDER = Path(__file__).parent
Allowed = tuple[str, str, str, str]
"""An action, the kind of thing, whose it is, and the situation."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    why: str = Field(min_length=1)
    whose: tuple[str, ...]
    situations: tuple[str, ...]
    kept: bool = False
    service: Service | None = None
    """Of a class with it only."""
    to: dict[str, tuple[str, ...]]

    def expanded(self) -> set[Allowed]:
        return {
            (action, kind, whose, situation)
            for kind, actions in self.to.items()
            for action in actions
            for whose in self.whose
            for situation in self.situations
        }


def declared(
    name: Literal["allowed", "ceiling"], *, services: Collection[Service], frozen: bool = False
) -> set[Allowed]:
    """Return what a list allows in a class with the services; for a frozen student what is kept of it."""
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    entries = [_Entry.model_validate(one) for one in read["allowed"]]
    asked_for = [one for one in entries if one.service is None or one.service in services]
    return set().union(*(one.expanded() for one in asked_for if one.kept or not frozen))


def allowed(cases: list[Case], answers: list[int]) -> set[Allowed]:
    """Return what IAM allowed."""
    return {
        (case.action, case.kind, case.whose, case.situation)
        for case, answer in zip(cases, answers, strict=True)
        if answer
    }
