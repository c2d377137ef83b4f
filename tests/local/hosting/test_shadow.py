"""A shadow gets its share of copies; production never waits for it, and what it misses is counted."""

import threading
import time

import pytest

from local.hosting.invocation import Invocation
from local.hosting.shadow import Mirror, Mirrored, sampled_share

REQUEST = Invocation(body=b"{}", headers={})


@pytest.mark.parametrize(
    ("shadow", "production", "share"), [(1, 1, 1), (0.1, 1, 0.1), (1, 4, 0.25), (3, 1, 1), (1, 0, 0)]
)
def test_the_sample_is_the_ratio_of_the_weights(shadow: float, production: float, share: float) -> None:
    assert sampled_share(shadow=shadow, production=production) == share


def test_only_the_sample_is_mirrored() -> None:
    got: list[Mirrored] = []
    mirror = Mirror(share=0.3, deliver=got.append, dropped=lambda _: None)
    for drawn in (0.0, 0.29, 0.3, 0.9):
        mirror.offer(REQUEST, captured=True, pick=lambda drawn=drawn: drawn)  # type: ignore[misc]
    mirror.close()
    assert len(got) == 2


def test_a_hanging_shadow_costs_production_nothing_and_every_dropped_copy_is_counted() -> None:
    hanging, dropped = threading.Event(), []
    mirror = Mirror(
        share=1, deliver=lambda _: hanging.wait(60), dropped=dropped.append, capacity=5, workers=1  # type: ignore[arg-type,return-value]
    )  # fmt: skip
    began = time.monotonic()
    for _ in range(200):
        mirror.offer(REQUEST, captured=False)
    assert time.monotonic() - began < 30, "it does not wait for the shadow, which hangs for a minute"
    mirror.close(seconds=0)
    hanging.set()
    assert mirror.dropped == sum(dropped)
    assert 199 <= mirror.dropped <= 200


def test_a_copy_that_breaks_its_delivery_does_not_end_the_mirroring(
    caplog: pytest.LogCaptureFixture,
) -> None:
    got: list[int] = []

    def deliver(mirrored: Mirrored) -> None:
        got.append(1)
        if len(got) == 1:
            raise ValueError("broken")

    mirror = Mirror(share=1, deliver=deliver, dropped=lambda _: None, workers=1)
    for _ in range(3):
        mirror.offer(REQUEST, captured=False)
    mirror.close()
    assert len(got) == 3
    assert "a mirrored request failed" in caplog.text
