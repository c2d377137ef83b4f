"""Whether a version is approved, as the settings have it: by a person, or by its score beside another's."""

from collections.abc import Callable

from model_lifecycle.aws import Registry
from model_lifecycle.package import Package, Score
from model_lifecycle.policy import Decision, decide
from model_lifecycle.settings import Settings

BY_A_PERSON = Decision(answer="undecided", why="waits for a person's approval")


def approval(
    package: Package, *, settings: Settings, registry: Registry, serving: Callable[[], str]
) -> Decision:
    """Decide over a version; `serving` tells which one serves, and is asked where that matters only."""
    if settings.approval == "person" or settings.minimum_score is None:
        return BY_A_PERSON
    if (card := registry.card(package)) is None:
        return Decision(answer="undecided", why="it was registered without a card: no score to judge by")
    return decide(
        card.score,
        production=_production_score(package, registry=registry, serving=serving()),
        minimum_score=settings.minimum_score,
        at_most_worse_by=settings.at_most_worse_by,
    )


def _production_score(package: Package, *, registry: Registry, serving: str) -> Score | None:
    """Return the score of the version that serves, or None where that is the starter."""
    found = registry.found(package.sibling(serving)) if serving.isdecimal() else None
    card = registry.card(found) if found else None
    return card.score if card else None
