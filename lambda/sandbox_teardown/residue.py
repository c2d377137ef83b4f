"""What a search has found of a sandbox: what is left, and what only seems to be."""

from pydantic import BaseModel, ConfigDict


class Residue(BaseModel):
    """`left` is what costs or may be read; `kept` are AWS's records of what has ended.

    `remembered` is gone, though the tag index names it yet; `not_offered` AWS has not, in this region.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    not_offered: tuple[str, ...] = ()

    def __or__(self, other: "Residue") -> "Residue":
        """Return what either has found."""
        mine, others = dict(self), dict(other)
        return Residue(**{name: tuple(sorted({*mine[name], *others[name]})) for name in mine})
