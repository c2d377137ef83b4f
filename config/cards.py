"""What a starter's card says about its target, so that settings about it can be checked."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

REPOSITORY = Path(__file__).parents[1]


class Target(BaseModel):
    """The predicted column; `classes` is empty for a regression."""

    model_config = ConfigDict(frozen=True)

    name: str
    classes: tuple[str, ...] = ()


class StarterCard(BaseModel):
    """The part of card.json that settings refer to."""

    model_config = ConfigDict(frozen=True)

    target: Target
    task: str = ""


def starter_card(folder: str) -> StarterCard | None:
    """Read the card in a folder below the repository, None where there is none."""
    path = REPOSITORY / folder / "card.json"
    if not path.is_file():
        return None
    return StarterCard.model_validate(json.loads(path.read_text(encoding="utf-8")))
