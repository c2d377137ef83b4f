"""What machines have, as EC2 says it; accelerators' peaks as their makers do."""

import json

import pytest

from config.catalog import CATALOGS, instance_types, regions, uses
from config.hardware import UnknownTypeError, facts, known
from config.instances import graviton, local_storage


def test_every_type_that_a_region_sells_has_its_facts() -> None:
    sold = {
        name.removeprefix("ml.")
        for use in uses()
        for region in regions()
        for name in instance_types(use=use, region=region)
    }
    assert sold <= set(known())


@pytest.mark.parametrize(
    ("name", "vcpus", "memory_gib", "devices", "each_gb", "efa"),
    [
        ("ml.p5.48xlarge", 192, 2048, (8, "H100"), 80, True),
        ("p5en.48xlarge", 192, 2048, (8, "H200"), 141, True),
        ("g6.xlarge", 4, 16, (1, "L4"), 24, False),
        ("ml.g6e.12xlarge", 48, 384, (4, "L40S"), 48, True),
        ("ml.p4d.24xlarge", 96, 1152, (8, "A100"), 40, True),
        ("trn1.2xlarge", 8, 32, (1, "Trainium"), 32, False),
        ("trn2.48xlarge", 192, 2048, (16, "Trainium2"), 96, True),
        ("ml.inf2.24xlarge", 96, 384, (6, "Inferentia2"), 32, False),
    ],
)
def test_the_facts_are_those_of_the_product_pages(
    name: str, vcpus: int, memory_gib: float, devices: tuple[int, str], each_gb: float, efa: bool
) -> None:
    machine = facts(name)
    assert machine.accelerator is not None
    assert (machine.vcpus, machine.memory_gib, machine.efa) == (vcpus, memory_gib, efa)
    assert (machine.accelerator.count, machine.accelerator.name) == devices
    assert machine.accelerator.sold_as_gb == each_gb


def test_ec2_reports_less_memory_than_the_data_sheet_where_error_correction_takes_some() -> None:
    accelerator = facts("g6.xlarge").accelerator
    assert accelerator is not None
    assert accelerator.memory_gib < accelerator.sold_as_gb == 24


def test_a_slice_of_a_gpu_has_its_share_of_memory_and_peak() -> None:
    whole, eighth = facts("g6.xlarge").accelerator, facts("g6f.large").accelerator
    assert whole and eighth and whole.bf16_tflops
    assert (eighth.share, eighth.sold_as_gb, eighth.bf16_tflops) == (0.125, 3, whole.bf16_tflops / 8)


def test_every_peak_has_its_source_and_devices_without_bf16_have_none() -> None:
    sheets = json.loads((CATALOGS / "hardware.json").read_text())["data_sheets"]
    assert all(sheet["source"] for sheet in sheets.values())
    assert (sheets["H100"]["tflops"], sheets["Trainium"]["tflops"]) == (989.4, 190)
    assert [name for name in ("T4", "V100") if sheets[name]["tflops"]] == []


@pytest.mark.parametrize(("name", "near"), [("ml.g6.xlrge", "ml.g6.xlarge"), ("p5.48xlage", "p5.48xlarge")])
def test_a_misspelt_type_is_answered_with_the_nearest_in_the_same_spelling(name: str, near: str) -> None:
    with pytest.raises(UnknownTypeError) as raised:
        facts(name)
    assert near in raised.value.near
    assert near in str(raised.value)


@pytest.mark.parametrize(
    ("name", "local", "arm"),
    [
        ("ml.m5.large", False, False),
        ("ml.m5d.large", True, False),
        ("ml.inf2.xlarge", False, False),
        ("ml.i3en.large", True, False),
        ("ml.c7g.large", False, True),
        ("ml.m99.large", False, False),
    ],
)
def test_rules_read_disks_and_processors_from_the_facts(name: str, local: bool, arm: bool) -> None:
    assert (local_storage(name), graviton(name)) == (local, arm)
