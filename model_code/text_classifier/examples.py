"""Labelled texts of a channel: JSON Lines of {"text", "label", "language"}."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from text_classifier.blank import is_blank
from text_classifier.limits import MOST_CHARACTERS

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
"""As BCP 47 tags look: `vi`, `pt-BR`, `zh-Hant`. Metrics are named by it."""


def _readable(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("blank", "must not be blank")
    return text


Text = Annotated[
    str, StringConstraints(max_length=MOST_CHARACTERS, strip_whitespace=True), AfterValidator(_readable)
]


class ExampleError(ValueError):
    """A row cannot be trained on; the message names the file, the line and the field."""


class Example(BaseModel):
    """One text and what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    label: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    language: Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=35)]


@dataclass(frozen=True, kw_only=True)
class Examples:
    """The rows of a channel in path and line order, and the SHA-256 of the bytes they were read from."""

    rows: tuple[Example, ...]
    sha256: str

    @property
    def texts(self) -> list[str]:
        """All texts."""
        return [row.text for row in self.rows]


def read_channel(directory: Path) -> Examples:
    """Read every `*.jsonl` below a SageMaker channel; raises ExampleError at the first bad row."""
    paths = sorted(directory.rglob("*.jsonl")) if directory.is_dir() else []
    digest = hashlib.sha256()
    rows: list[Example] = []
    for path in paths:
        content = path.read_bytes()
        digest.update(content)
        rows.extend(_parse(content, path.name))
    if not rows:
        raise ExampleError(
            f'no rows in {directory}: put *.jsonl files with {{"text", "label", "language"}} there'
        )
    return Examples(rows=tuple(rows), sha256=digest.hexdigest())


def _parse(content: bytes, name: str) -> Iterator[Example]:
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
            yield Example.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "row"
            raise ExampleError(f"{name}: line {number}: {field}: {first['msg']}") from error
        except (ValueError, RecursionError) as error:
            raise ExampleError(f"{name}: line {number}: not a JSON object in UTF-8 ({error})") from error
