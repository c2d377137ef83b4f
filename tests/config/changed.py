"""Committed settings with a few keys changed, and what is wrong with them then."""

from typing import Any

from pydantic import ValidationError

import config
from config import Environment
from config.errors import problems


def broken(environment: str, **changes: Any) -> list[str]:
    """Load `environment`, change keys such as `serving__instance_type`, and return the problems."""
    values = config.load(environment).model_dump()
    for path, value in changes.items():
        *parents, key = path.split("__")
        table = values
        for parent in parents:
            table = table[parent]
        table[key] = value
    try:
        Environment.model_validate(values)
    except ValidationError as error:
        return problems(error)
    return []


def variation(name: str, **changes: Any) -> Environment:
    """Return dev under another name and with other tables."""
    return Environment.model_validate({**config.load("dev").model_dump(), "name": name, **changes})
