"""Machines with accelerators come for those who ask, up to a limit, and go when nobody does."""

from typing import Any

import pytest

from stacks.manifests.devices import EFA, EFA_INTERFACES, Devices
from tests.stacks.manifests.built import pool


@pytest.mark.parametrize(
    ("machine", "resource", "each"),
    [
        ("g6.xlarge", "nvidia.com/gpu", 1),
        ("p5.48xlarge", "nvidia.com/gpu", 8),
        ("inf2.xlarge", "aws.amazon.com/neuron", 1),
    ],
)
def test_a_pool_has_one_type_behind_a_taint_and_a_limit(machine: str, resource: str, each: int) -> None:
    spec = pool(machine)["spec"]
    template = spec["template"]["spec"]
    required = {one["key"]: one["values"] for one in template["requirements"]}
    assert required["node.kubernetes.io/instance-type"] == [machine]
    assert required["kubernetes.io/arch"] == ["amd64"]
    assert [taint["key"] for taint in template["taints"]] == [resource]
    assert spec["limits"][resource] == str(2 * each)


def test_an_idle_machine_ends_and_a_busy_one_is_not_moved() -> None:
    disruption: dict[str, Any] = pool("g6.xlarge")["spec"]["disruption"]
    assert (disruption["consolidationPolicy"], disruption["consolidateAfter"]) == ("WhenEmpty", "5m")


def test_a_machine_lives_no_longer_than_auto_mode_allows() -> None:
    hours = int(pool("g6.xlarge")["spec"]["template"]["spec"]["expireAfter"].removesuffix("h"))
    assert 0 < hours <= 21 * 24


def test_fast_interfaces_are_asked_for_by_several_machines_that_have_them() -> None:
    assert Devices.every("p5.48xlarge", efa=True).resources == {"nvidia.com/gpu": "8", EFA: "32"}
    assert Devices.every("p5.48xlarge").resources == {"nvidia.com/gpu": "8"}
    assert Devices.every("m5.large", efa=True).resources == {}
    assert set(EFA_INTERFACES.values()) <= {4, 8, 16, 32}
