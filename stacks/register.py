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
    elsewhere: bool = False
    """Whether it is found only with settings that no committed environment has: tests/stacks/classes."""

    def covers(self, path: str) -> bool:
        """Tell whether the construct at `path`, such as `Dev/Data/Key/Resource`, is one of this entry's."""
        return any(fnmatchcase(path, pattern) for pattern in self.paths)

    def findings(self, config: Environment) -> Iterator[tuple[str, str]]:
        """Yield `(pack, rule id)` as the packs of one environment report them.

        `{class}` is each of its classes, `{user}` each user of its Studio.
        """
        places = {"stage": config.name.capitalize(), "environment": config.name, "region": config.region}
        places["text_model"] = config.text_training.model if config.text_training else ""
        places["chat_model"] = config.ai.chat_model
        for rule in self._of_each_name(config):
            for place, value in places.items():
                rule = rule.replace(f"{{{place}}}", value)
            for pack in self.packs:
                yield pack, rule if pack == VALIDATOR else f"{pack}-{rule}"

    def _of_each_name(self, config: Environment) -> Iterator[str]:
        named = {
            "{class}": [roster.name for roster in config.classes],
            "{user}": list(config.studio.users) if config.studio else [],
        }
        for rule in self.rules:
            place = next((place for place in named if place in rule), "")
            yield from (rule.replace(place, name) for name in named[place]) if place else [rule]

    @property
    def explanation(self) -> str:
        """What the validation report shows beside the finding."""
        return f"{self.reason} [evidence: {self.evidence}; owner: {self.owner}; expires: {self.expires}]"


def register(path: Path = REGISTER) -> list[Entry]:
    """Read and check the register."""
    return [Entry.model_validate(entry) for entry in tomllib.loads(path.read_text("utf-8"))["entry"]]
