"""A recipe as a document: TOML in, a plan of typed steps out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from recipe.expressions import Call, Column, Constant, Expression, Schema, Type, choose
from recipe.faults import RecipeError
from recipe.operations import AnyOperation
from recipe.operations.base import ColumnName, present
from recipe.operations.types import OnBad, cast, check
from recipe.steps import Select, Step, Where, schema_after

GAPS = ("NA", "N/A", "NaN", "nan", "null", "NULL")
"""Cell texts that mean "no value", beside the empty one; the same as training takes."""


@dataclass(frozen=True)
class Plan:
    """Steps from the text cells of `inputs` to the table `schema`."""

    inputs: tuple[str, ...]
    steps: tuple[Step, ...]
    schema: Schema


class Recipe(BaseModel):
    """What the columns of the raw file are, and what to do with them.

    Reading is operation 0: a cell is trimmed; an empty one, and one that is in `gaps`, is missing; every
    other one is cast to the type of its column, as `cast` does. Columns of the file that are not named are
    left out, and so are rows in which all the named ones are missing. A cell has no line break.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    description: str = ""
    gaps: tuple[str, ...] = GAPS
    on_bad: OnBad = "fail"
    columns: Annotated[dict[ColumnName, Type], Field(min_length=1)]
    operations: tuple[AnyOperation, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a TOML file; `RecipeError` names the file, the key or the operation, and what to change."""
        try:
            recipe = cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            recipe.plan()
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise RecipeError(f"{path.name}: {error}") from error
        except ValidationError as error:
            raise RecipeError(f"{path.name}: {_first(error)}") from error
        except RecipeError as error:
            raise RecipeError(f"{path.name}: {error}") from error
        return recipe

    def plan(self) -> Plan:
        """Return the steps; `RecipeError` naming the operation that cannot be."""
        steps = list(self._reading())
        schema: Schema = dict(self.columns)
        for number, operation in enumerate(self.operations, start=1):
            try:
                for step in operation.steps(schema, number=number):
                    steps.append(step)
                    schema_next = schema_after(step, schema)
                schema = schema_next
            except RecipeError as error:
                raise RecipeError(f"operation {number} ({operation.do}): {error}") from error
        return Plan(tuple(self.columns), tuple(steps), schema)

    def _reading(self) -> Iterator[Step]:
        raw: Schema = dict.fromkeys(self.columns, "text")
        yield Select(tuple((name, self._cell(name)) for name in raw))
        kept: Expression = present(raw, next(iter(raw)))
        for name in list(raw)[1:]:
            kept = Call("or", (kept, present(raw, name)), "flag")
        yield Where(kept)
        read: list[tuple[str, Expression]] = []
        for name, wanted in self.columns.items():
            value: Expression = Column(name, "text")
            after = value if wanted == "text" else cast(value, wanted)
            if self.on_bad == "fail" and wanted != "text":
                yield check(0, name, value, after)
            read.append((name, after))
        yield Select(tuple(read))

    def _cell(self, name: str) -> Expression:
        trimmed = Call("trim", (Column(name, "text"),), "text")
        gaps = (Constant(text, "text") for text in ("", *self.gaps))
        gap = Call("one_of", (trimmed, *gaps), "flag")
        return choose(gap, Constant(None, "text"), trimmed)


def _first(error: ValidationError) -> str:
    """Say the first problem as `operations.3.columns: what is wrong`, counting operations from 1."""
    detail = error.errors()[0]
    parts = [
        str(part + 1) if isinstance(part, int) else str(part) for part in detail["loc"] if part != "[key]"
    ]
    return f"{'.'.join(parts)}: {detail['msg'].removeprefix('Value error, ')}"
