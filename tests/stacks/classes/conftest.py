"""The sweep of a class's policies, once a run."""

from dataclasses import dataclass

import pytest

from tests.stacks.classes import policies
from tests.stacks.classes.engine import EVERYTHING, Run, catalog, decide
from tests.stacks.classes.resources import THE_CLASS, owner
from tests.stacks.classes.situations import SERVICES, Case, cases
from tests.stacks.reading import Template


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Every case with four answers: An as she is, frozen, as an administrator, and checked strictly."""

    cases: list[Case]
    access: list[int]
    frozen: list[int]
    administrator: list[int]
    right: list[int]
    """The cases with nothing wrong about what is An's, or the class's: the strict answers are theirs."""
    strict: list[int]


@pytest.fixture(scope="session")
def sweep(templates: dict[str, Template]) -> Sweep:
    """Ask everything; an error of the engine fails here."""
    asked = cases(catalog(*SERVICES))
    all_ = range(len(asked))
    right = [
        at
        for at, case in enumerate(asked)
        if case.situation == "right" and owner(case.whose) in ("own", THE_CLASS)
    ]
    access, boundary = policies.access(templates), policies.boundary(templates)
    answers = decide(
        asked,
        [
            Run(identity=access, boundary=boundary, only=list(all_)),
            Run(identity=[*access, policies.freeze(templates)], boundary=boundary, only=list(all_)),
            Run(identity=[EVERYTHING], boundary=boundary, only=list(all_)),
            Run(identity=access, boundary=boundary, only=right, strict=True),
        ],
    )
    return Sweep(
        cases=asked,
        access=answers[0],
        frozen=answers[1],
        administrator=answers[2],
        right=right,
        strict=answers[3],
    )
