"""What waits for the first request on demand is done before a snapshot, where nobody waits for it."""

import gc

import pytest
from pydantic import BaseModel, ConfigDict

from http_api import uncollected
from http_api.snapshot import INITIALIZATION, Later, prepare


def test_a_client_is_made_when_it_is_first_used_and_only_then() -> None:
    made: list[str] = []
    later = Later(lambda: made.append("client") or "text")
    prepare(later, environ={})
    prepare(later, environ={INITIALIZATION: "on-demand"})
    assert made == []
    assert later.upper() == "TEXT"
    assert later.upper() == "TEXT"
    assert made == ["client"]


@pytest.mark.parametrize("kind", ["snap-start", "provisioned-concurrency"])
def test_before_a_snapshot_all_is_made(kind: str) -> None:
    class Deferred(BaseModel):
        model_config = ConfigDict(defer_build=True)

        x: int

    made: list[str] = []
    later = Later(lambda: made.append("client") or "text")
    assert not Deferred.__pydantic_complete__
    prepare(later, environ={INITIALIZATION: kind})
    assert made == ["client"]
    assert Deferred.__pydantic_complete__


def test_the_collector_works_again_and_leaves_imports_alone() -> None:
    # What the test run itself has frozen (tests/conftest.py) is no work of the function's.
    gc.unfreeze()
    gc.disable()
    try:
        assert gc.get_freeze_count() == 0
        uncollected.finish()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.enable()
