"""What a job of an environment runs on, and the card of the model that serves there."""

from __future__ import annotations

import json
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

import config
from cli import terminal
from cli.target import Target


class Settings(BaseModel):
    """`[batch]` of the TOML; without it, one instance for at most four hours."""

    # The table also says how long results are kept, which is the stacks' business.
    model_config = ConfigDict(frozen=True, extra="ignore")

    instance_type: str = "ml.m5.large"
    instance_count: int = 1
    max_runtime_seconds: int = 14_400

    @classmethod
    def of(cls, environment: str, *, instance_type: str = "") -> Self:
        """Read the environment's, with another instance type if one is given."""
        given = config.load(environment).model_dump().get("batch") or {}
        return cls.model_validate(given | ({"instance_type": instance_type} if instance_type else {}))


def served_card(*, target: Target, model: str) -> dict[str, Any]:
    """Read the card of what serves now, from the entry by which the API finds it."""
    name = f"/lab2api/{target.environment}/models/{model}"
    ssm = target.client("ssm")
    try:
        entry = json.loads(ssm.get_parameter(Name=name)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        terminal.stop(f"{target.environment} serves no model {model}", hint="GET /v1/models lists them.")
    location = urlsplit(entry["card"])
    found = target.client("s3").get_object(Bucket=location.netloc, Key=location.path.lstrip("/"))
    card: dict[str, Any] = json.loads(found["Body"].read())
    return card
