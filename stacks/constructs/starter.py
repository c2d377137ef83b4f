"""The starter model of the repository as two assets, so that the first deploy serves a working endpoint."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from config import Environment

REPOSITORY = Path(__file__).parents[2]


def starter_folder(*, config: Environment, model: str) -> Path:
    """Return the folder with model.tar.gz and card.json of `model`."""
    return REPOSITORY / config.models[model].starter


def starter_card(*, config: Environment, model: str) -> dict[str, Any]:
    """Read the card (schema, metrics, data hash) of the starter of `model`."""
    card: dict[str, Any] = json.loads(
        (starter_folder(config=config, model=model) / "card.json").read_text("utf-8")
    )
    return card


class Starter(Construct):
    """`model_data` and `card` are where the two files lie: `bucket/key`."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, model: str) -> None:
        super().__init__(scope, id)
        folder = starter_folder(config=config, model=model)
        self.model_data = self._location("ModelData", folder / "model.tar.gz")
        self.card = self._location("Card", folder / "card.json")

    def _location(self, id: str, path: Path) -> str:
        asset = s3_assets.Asset(self, id, path=str(path))
        return f"{asset.s3_bucket_name}/{asset.s3_object_key}"
