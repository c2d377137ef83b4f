"""Lifecycles that could not do what they say are refused with the path of the key."""

import pytest

from tests.config.changed import broken

POLICY = {"minimum_score": 0.9, "at_most_worse_by": 0.01}
REFUSED = {
    "policy without its table": (
        "workbench",
        {"lifecycle__approval": "policy"},
        "lifecycle.policy: is missing",
    ),
    "a table that nobody reads": ("workbench", {"lifecycle__policy": POLICY}, "lifecycle.policy: a person"),
    "policy where no alarm guards": (
        "dev",
        {"lifecycle__approval": "policy", "lifecycle__policy": POLICY},
        "lifecycle.approval: serving has mode serverless",
    ),
    "shadow without one": (
        "workbench",
        {"lifecycle__deploy": "shadow", "lifecycle__shadow_seconds": 60},
        "serving.shadow: is missing",
    ),
    "shadow without its time": (
        "workbench",
        {"lifecycle__deploy": "shadow", "serving__shadow": {"sampling_percentage": 50}},
        "lifecycle.shadow_seconds: is missing",
    ),
    "a canary with a shadow's time": (
        "workbench",
        {"lifecycle__shadow_seconds": 60},
        "a canary has no shadow",
    ),
    "looking too often": ("prod", {"lifecycle__poll_seconds": 1}, "lifecycle.poll_seconds: CloudFormation"),
    "too many looks": (
        "prod",
        {"lifecycle__poll_seconds": 5, "lifecycle__deadline_seconds": 20_000},
        "lifecycle.poll_seconds: more than 1000 looks",
    ),
    "giving up before the canary may end": (
        "prod",
        {"lifecycle__deadline_seconds": 1_800},
        "lifecycle.deadline_seconds: serving.deployment may take 2700",
    ),
    "a folder of models": (
        "workbench",
        {"serving__multi_model": True},
        "serving.multi_model: a lifecycle deploys one model.tar.gz",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_lifecycle_that_cannot_work_is_refused_by_its_key(case: str) -> None:
    environment, changes, told = REFUSED[case]
    assert [line for line in broken(environment, **changes) if told in line], broken(environment, **changes)


def test_a_policy_on_instances_and_a_shadow_that_exists_are_taken() -> None:
    changes = {
        "lifecycle__approval": "policy",
        "lifecycle__policy": POLICY,
        "lifecycle__deploy": "shadow",
        "lifecycle__shadow_seconds": 60,
        "serving__shadow": {"sampling_percentage": 50},
    }
    assert broken("workbench", **changes) == []
