"""Where students share one role, nothing is attached to it: freezing one would freeze all."""

from __future__ import annotations

from typing import Any

from tests.lambda_.spend_guard.world import World


class Untouched:
    """Any call of IAM would fail in such an account."""

    def __getattr__(self, operation: str) -> Any:
        raise AssertionError(operation)


def shared(monkeypatch: Any) -> World:
    world = World(freeze_policy="")
    monkeypatch.setattr(world.guard._freezer, "_iam", Untouched())
    return world


def test_the_key_is_disabled_and_given_back(monkeypatch: Any) -> None:
    world = shared(monkeypatch)
    lease = world.lease("an")
    world.guard._freezer.hold(lease)
    assert world.apigateway.disabled == {"keyan"}
    world.guard._freezer.release(lease)
    assert world.apigateway.disabled == set()


def test_what_the_frozen_start_again_is_stopped_again_and_others_go_on(monkeypatch: Any) -> None:
    world = shared(monkeypatch)
    world.sagemaker.add("training", "demo-binh-train", usd=0.115, type="ml.m5.large")
    for number in range(3):
        world.sagemaker.add("training", f"demo-an-train{number}", usd=98.32, type="ml.g5.xlarge", count=40)
        world.minutes(2)
        assert world.frozen("an")
        assert [one.name for one in world.sagemaker.live("training")] == ["demo-binh-train"]
    assert not world.frozen("binh")
