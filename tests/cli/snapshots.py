"""Resources of the committed templates, which another test compares with the synthesis."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cli.declared.reading import resources
from cli.declared.resource import Resource

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"


def environments() -> list[str]:
    return sorted({path.name.partition("-")[0].lower() for path in SNAPSHOTS.glob("*.template.json")})


@cache
def texts(environment: str) -> dict[str, str]:
    """Template text by stack name."""
    found = SNAPSHOTS.glob(f"{environment.capitalize()}-*.template.json")
    return {path.name.removesuffix(".template.json"): path.read_text(encoding="utf-8") for path in found}


def of(environment: str, *, replacing: tuple[str, str] = ("", "")) -> list[Resource]:
    """Read an environment's resources; `replacing` puts one text in place of another in every template."""
    old, new = replacing
    return resources(
        {name: text.replace(old, new) if old else text for name, text in texts(environment).items()}
    )
