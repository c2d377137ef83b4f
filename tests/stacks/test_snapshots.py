"""tests/snapshots holds the exact templates that would be deployed, for review as a diff."""

import difflib
from pathlib import Path

import pytest

from tests.stacks.reading import Synthesized

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
SUFFIX = ".template.json"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in SNAPSHOTS.glob(f"*{SUFFIX}"))
ADVICE = "Review the difference; if it is what you want, run `make snapshots` and commit."


def test_there_is_one_snapshot_a_stack(synthesized: Synthesized) -> None:
    assert sorted(synthesized.texts) == NAMES, ADVICE


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_the_snapshot_byte_for_byte(name: str, synthesized: Synthesized) -> None:
    snapshot = (SNAPSHOTS / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    now = synthesized.texts.get(name, "")
    lines = difflib.unified_diff(
        snapshot.splitlines(), now.splitlines(), f"snapshots/{name}", f"synthesized/{name}", lineterm=""
    )
    assert snapshot == now, "\n".join([ADVICE, *lines])
