"""The starter model of the repository as assets, so that the first deploy serves a working endpoint."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from config import Environment

REPOSITORY = Path(__file__).parents[2]
REFERENCE = "reference.csv"
"""The rows that the model was measured on; a starter without the file is not compared with anything."""
FIRST_MODEL = "starter"
"""What the starter is called among an endpoint's many models; also the version it has."""


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
    """`model_data`, `card` and `reference`, where there is one, are where the files lie: `bucket/key`.

    With `many`, for an endpoint of many models, `model_data` is a folder with `starter.tar.gz` and its
    `starter.card.json`.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, model: str, many: bool = False
    ) -> None:
        super().__init__(scope, id)
        folder = starter_folder(config=config, model=model)
        self.many = many
        self.reference: str | None = None
        if (folder / REFERENCE).is_file():
            self.card, self.reference = self._card_with_reference(folder)
        else:
            card = s3_assets.Asset(self, "Card", path=str(folder / "card.json"))
            self.card = f"{card.s3_bucket_name}/{card.s3_object_key}"
        staged = cdk.AssetStaging(self, "ModelData", source_path=str(folder / "model.tar.gz"))
        self.model_data = (
            self._folder(staged, card_path=folder / "card.json")
            if many
            else "/".join(self._object(staged, f"{staged.asset_hash}.tar"))
        )

    def _card_with_reference(self, folder: Path) -> tuple[str, str]:
        """Stage card and reference rows below one folder, where drift looks for them."""
        card, reference = (
            cdk.AssetStaging(self, staged_as, source_path=str(folder / name))
            for staged_as, name in (("CardFile", "card.json"), ("Reference", REFERENCE))
        )
        name = f"{card.asset_hash[:32]}{reference.asset_hash[:32]}"
        return (
            "/".join(self._object(card, f"{name}/card")),
            "/".join(self._object(reference, f"{name}/reference")),
        )

    def _folder(self, staged: cdk.AssetStaging, *, card_path: Path) -> str:
        """Stage the archive and its card below one folder, named after what is in them.

        The name is in a mapping of the template, so that the policies over the folder read the same whatever
        the starter is.
        """
        card = cdk.AssetStaging(self, "FirstCard", source_path=str(card_path))
        name = f"{staged.asset_hash[:32]}{card.asset_hash[:32]}"
        self._object(card, f"{name}/{FIRST_MODEL}.card")
        bucket, _ = self._object(staged, f"{name}/{FIRST_MODEL}.tar")
        names = cdk.CfnMapping(cdk.Stack.of(self), "StarterFolder", mapping={"Assets": {"Name": name}})
        return f"{bucket}/{names.find_in_map('Assets', 'Name')}/"

    def _object(self, staged: cdk.AssetStaging, name: str) -> tuple[str, str]:
        """Stage a file as `<name>.<last suffix>` and return its bucket and key.

        CDK's Asset would call model.tar.gz `<hash>.gz`, where SageMaker asks for a ModelDataUrl that ends in
        `.tar.gz`: it keeps only the last suffix of a name.
        """
        stack = cdk.Stack.of(self)
        location = stack.synthesizer.add_file_asset(
            packaging=cdk.FileAssetPackaging.FILE,
            file_name=staged.relative_staged_path(stack),
            source_hash=name,
        )
        return location.bucket_name, location.object_key
