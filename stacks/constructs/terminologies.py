"""The terminologies of config/terminologies, declared where CloudFormation has the type."""

import base64
from pathlib import Path

from aws_cdk import aws_kms as kms
from aws_cdk import aws_translate as translate
from constructs import Construct

from config import Environment
from config.inference_profiles import has_terminologies

FOLDER = Path(__file__).parents[2] / "config" / "terminologies"


class Terminologies(Construct):
    """`names` are the terminologies that a request may ask for; the resource's name has the environment's."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.names: list[str] = []
        if not has_terminologies(config.region) or not config.offers("Translate"):
            return
        for path in sorted(FOLDER.glob("*.csv")):
            self._declare(path, config=config, key=key)

    def _declare(self, path: Path, *, config: Environment, key: kms.IKey) -> None:
        translate.CfnTerminology(
            self,
            path.stem.capitalize(),
            name=f"{config.name}-{path.stem}",
            description=f"Terms of config/terminologies/{path.name}",
            merge_strategy="OVERWRITE",
            encryption_key=translate.CfnTerminology.EncryptionKeyProperty(type="KMS", id=key.key_arn),
            terminology_data=translate.CfnTerminology.TerminologyDataProperty(
                file=base64.b64encode(path.read_bytes()).decode(), format="CSV", directionality="UNI"
            ),
        )
        self.names.append(path.stem)
