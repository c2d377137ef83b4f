"""Forgetting old metrics costs a pass over all of them: it is held to once a minute."""

from local.cloudwatch.eviction import held


def test_old_metrics_are_forgotten_once_a_minute() -> None:
    passes: list[float] = []
    time = [0.0]
    evict = held(lambda: passes.append(time[0]), clock=lambda: time[0])
    for second in range(200):
        time[0] = float(second)
        evict()
    assert passes == [60.0, 120.0, 180.0]
