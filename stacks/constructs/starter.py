"""The starter model of the repository as two assets, so that the first deploy serves a working endpoint."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
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
        self.model_data = self._archive(folder / "model.tar.gz")
        card = s3_assets.Asset(self, "Card", path=str(folder / "card.json"))
        self.card = f"{card.s3_bucket_name}/{card.s3_object_key}"

    def _archive(self, path: Path) -> str:
        """Stage an asset whose key ends in `.tar.gz`, as SageMaker asks of ModelDataUrl.

        CDK's Asset would call it `<hash>.gz`: it keeps only the last suffix of a name.
        """
        stack = cdk.Stack.of(self)
        staged = cdk.AssetStaging(self, "ModelData", source_path=str(path))
        location = stack.synthesizer.add_file_asset(
            packaging=cdk.FileAssetPackaging.FILE,
            file_name=staged.relative_staged_path(stack),
            source_hash=f"{staged.asset_hash}.tar",
        )
        return f"{location.bucket_name}/{location.object_key}"
