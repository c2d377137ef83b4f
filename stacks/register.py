"""The register: stacks/register.toml as types. Every finding we live with is explained there, only there."""

import tomllib
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config import Environment

REGISTER = Path(__file__).with_name("register.toml")
VALIDATOR = "CloudFormation Validate"
"""The CDK's own check of every template: its rules have no prefix."""


class Entry(BaseModel):
    """Findings with one reason: every rule of every pack, on every construct whose path a glob matches."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    packs: tuple[str, ...] = Field(min_length=1)
    rules: tuple[str, ...] = Field(min_length=1)
    paths: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=20)
    evidence: str = Field(min_length=5)
    owner: str
    expires: date

    def covers(self, path: str) -> bool:
        """Tell whether the construct at `path`, such as `Dev/Data/Key/Resource`, is one of this entry's."""
        return any(fnmatchcase(path, pattern) for pattern in self.paths)

    def findings(self, config: Environment) -> Iterator[tuple[str, str]]:
        """Yield `(pack, rule id)` as the packs of one environment report them."""
        places = {"stage": config.name.capitalize(), "environment": config.name, "region": config.region}
        places["text_model"] = config.text_training.model if config.text_training else ""
        for pack in self.packs:
            for rule in self.rules:
                for place, value in places.items():
                    rule = rule.replace(f"{{{place}}}", value)
                yield pack, rule if pack == VALIDATOR else f"{pack}-{rule}"

    @property
    def explanation(self) -> str:
        """What the validation report shows beside the finding."""
        return f"{self.reason} [evidence: {self.evidence}; owner: {self.owner}; expires: {self.expires}]"


def register(path: Path = REGISTER) -> list[Entry]:
    """Read and check the register."""
    return [Entry.model_validate(entry) for entry in tomllib.loads(path.read_text("utf-8"))["entry"]]
