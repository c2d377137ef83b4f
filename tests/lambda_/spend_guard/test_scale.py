"""A class of a thousand is looked at whole each minute: calls grow with pages, not with students."""

from __future__ import annotations

import time

from tests.lambda_.spend_guard.world import World

STUDENTS = 1000
MOST_CALLS = 120
"""Of AWS in one run over 1,000 students with an app, a disk and a used key each."""


def test_a_thousand_leases_are_all_checked_with_few_calls() -> None:
    slugs = [f"s{number}" for number in range(STUDENTS)]
    world = World(slugs)
    day = world.now.date().isoformat()
    for slug in slugs:
        world.app(slug)
        world.sagemaker.add("space", f"demo-{slug}-lab", usd=0, extra={"owner": f"demo-{slug}"})
        world.apigateway.used[f"key{slug}", day] = 1
    world.run()
    counts = world.sagemaker.calls, world.apigateway.calls, world.cloudwatch.calls, world.ledger.calls
    for count in counts:
        count.clear()
    world.pass_time(60)
    for slug in slugs:
        world.apigateway.used[f"key{slug}", day] += 1
    began = time.process_time()
    report = world.run()
    print(
        f"\n{sum(sum(count.values()) for count in counts)} calls, {time.process_time() - began:.1f} s of CPU"
    )
    assert (report.leases, report.unchecked, report.running) == (STUDENTS, 0, 2 * STUDENTS)
    assert sum(sum(count.values()) for count in counts) <= MOST_CALLS, counts
    assert all(world.lease(slug).spent_usd > 0 for slug in slugs[::100])


def test_a_whole_class_that_overspends_at_once_is_frozen() -> None:
    slugs = [f"s{number}" for number in range(150)]
    world = World(slugs)
    for slug in slugs:
        world.sagemaker.add("training", f"demo-{slug}-t", usd=1.41, type="ml.p5.48xlarge")
    world.minutes(1)
    report = world.minutes(2)
    assert report.unchecked == 0
    assert len(world.iam.attached) == 150
    assert world.sagemaker.live() == []
