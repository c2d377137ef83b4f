"""The sweep of a class's policies, once for each class: the demonstration, and one with all services."""

from dataclasses import dataclass

import pytest

import config
from config.roster import Service
from tests.stacks.classes import policies
from tests.stacks.classes.alone import STACK, everything_on, policies_of
from tests.stacks.classes.engine import EVERYTHING, Run, catalog, decide
from tests.stacks.classes.policies import DEMO, Document
from tests.stacks.classes.resources import THE_CLASS, owner
from tests.stacks.classes.situations import BEDROCK, SERVICES, Case, cases
from tests.stacks.reading import Template

LISTED_TWICE = ("bedrock:UpdateDataAutomationProject",)
"""AWS's data has one kind of resource twice here, which the strict engine takes for two kinds and refuses."""


@dataclass(frozen=True, kw_only=True)
class Swept:
    """A class as the sweep asks about it: what it has, and the policies of its students."""

    services: tuple[Service, ...]
    boundary: Document
    policies: list[Document]
    freeze: Document

    @property
    def asked(self) -> tuple[str, ...]:
        """IAM's prefixes of all that is asked about."""
        return (*SERVICES, *(BEDROCK if "bedrock" in self.services else ()))


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Every case with four answers: An as she is, frozen, as an administrator, and checked strictly."""

    of: Swept
    cases: list[Case]
    access: list[int]
    frozen: list[int]
    administrator: list[int]
    right: list[int]
    """The cases with nothing wrong about what is An's, or the class's: the strict answers are theirs."""
    strict: list[int]


@pytest.fixture(scope="session")
def all_services(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Have the policies alone in a stack: no environment has such a class, and a whole one takes longer."""
    environment, roster = everything_on()
    templates = {STACK: policies_of(environment, roster, folder=tmp_path_factory.mktemp("all-services"))}
    return _of(templates, stack=STACK, services=roster.services)


@pytest.fixture(scope="session")
def demonstration(templates: dict[str, Template]) -> Swept:
    """Take the policies of the class `demo` as they are deployed."""
    (roster,) = config.load("classroom").classes
    return _of(templates, stack=DEMO, services=roster.services)


@pytest.fixture(scope="session", params=["demonstration", "all_services"])
def swept(request: pytest.FixtureRequest) -> Swept:
    """One class after the other."""
    found: Swept = request.getfixturevalue(request.param)
    return found


def _of(templates: dict[str, Template], *, stack: str, services: tuple[Service, ...]) -> Swept:
    return Swept(
        services=services,
        boundary=policies.boundary(templates, stack=stack),
        policies=policies.access(templates, stack=stack),
        freeze=policies.freeze(templates, stack=stack),
    )


@pytest.fixture(scope="session")
def sweep(swept: Swept) -> Sweep:
    """Ask everything; an error of the engine fails here."""
    asked = cases(catalog(*swept.asked))
    all_ = list(range(len(asked)))
    right = [
        at
        for at, case in enumerate(asked)
        if case.situation == "right"
        and owner(case.whose) in ("own", THE_CLASS)
        and case.action not in LISTED_TWICE
    ]
    access, boundary = swept.policies, swept.boundary
    answers = decide(
        asked,
        [
            Run(identity=access, boundary=boundary, only=all_),
            Run(identity=[*access, swept.freeze], boundary=boundary, only=all_),
            Run(identity=[EVERYTHING], boundary=boundary, only=all_),
            Run(identity=access, boundary=boundary, only=right, strict=True),
        ],
    )
    return Sweep(
        of=swept,
        cases=asked,
        access=answers[0],
        frozen=answers[1],
        administrator=answers[2],
        right=right,
        strict=answers[3],
    )
