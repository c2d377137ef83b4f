"""The operations of a recipe, by what they change. Each docstring is the meaning that every engine keeps."""

from typing import Annotated

from pydantic import Field

from recipe.operations.base import Operation
from recipe.operations.categories import Bucketize, Map, OneHot, Ordinal
from recipe.operations.cells import Clip, Derive, FillMissing, Lower, Replace, Trim
from recipe.operations.columns import Drop, Keep, Rename
from recipe.operations.rows import Aggregated, Deduplicated, DropMissing, Filter, Sorted
from recipe.operations.types import Cast, ParseDate

AnyOperation = Annotated[
    Rename
    | Drop
    | Keep
    | Cast
    | ParseDate
    | Trim
    | Lower
    | FillMissing
    | Replace
    | Clip
    | Derive
    | Map
    | Bucketize
    | OneHot
    | Ordinal
    | DropMissing
    | Filter
    | Deduplicated
    | Sorted
    | Aggregated,
    Field(discriminator="do"),
]

__all__ = ["AnyOperation", "Operation"]
