"""The generators of the catalogs: what they take from the public files, and that they take no other files."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.catalogs import refresh_hardware, refresh_prices, refresh_quotas
from config.catalogs.data_sheets import SHEETS
from config.catalogs.reviewed import reviewed

CARD = {"PeakBandwidthInGbps": 100.0}
DESCRIBED: dict[str, Any] = {
    "VCpuInfo": {"DefaultVCpus": 96},
    "MemoryInfo": {"SizeInMiB": 1024},
    "ProcessorInfo": {"SupportedArchitectures": ["i386", "x86_64"]},
    "NetworkInfo": {"NetworkCards": [CARD, CARD], "EfaSupported": True},
    "InstanceStorageInfo": {"TotalSizeInGB": 250},
}
L4 = {"Name": "L4", "Count": 4, "GpuPartitionSize": 1.0, "MemoryInfo": {"SizeInMiB": 22888}}
TRAINIUM2 = {"Name": "Trainium2", "Count": 16, "CoreInfo": {"Count": 8}, "MemoryInfo": {"SizeInMiB": 524288}}
GO = """// generated at 2026-07-20T13:44:30Z for us-east-1
    "g6.xlarge": 0.804800, "g6.free": 0.000000, "x9.large": 1.000000,
"""
MODULE = 'OTHER = 1\nINSTANCE_TYPES: dict[str, tuple] = {\n    "ml.g6.xlarge": (1.127, 4, 16, 1),\n}\n'


def test_a_file_that_was_not_reviewed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wheel").write_bytes(b"another release")
    with pytest.raises(SystemExit, match="is not the file that was reviewed"):
        reviewed(tmp_path / "wheel", checksum=refresh_hardware.WHEEL_SHA256)


def test_facts_are_in_gib_and_gigabits_of_all_cards() -> None:
    found = refresh_hardware.facts(DESCRIBED)
    assert (found["memory_gib"], found["nvme_gib"], found["network_gbps"]) == (1, 232, 200)
    assert (found["architecture"], found["accelerator"]) == ("x86_64", None)


def test_devices_have_ec2s_memory_and_the_data_sheets_unless_ec2_is_wrong() -> None:
    gpu = refresh_hardware.accelerator({"GpuInfo": {"Gpus": [L4]}})
    chip = refresh_hardware.accelerator({"NeuronInfo": {"NeuronDevices": [TRAINIUM2]}})
    assert gpu and chip
    assert (gpu["count"], gpu["memory_gib"], gpu["sold_as_gb"]) == (4, 22.35, 24)
    assert (chip["cores"], chip["memory_gib"], chip["sold_as_gb"]) == (8, 96, 96)


def test_types_that_are_sold_or_have_accelerators_are_kept_in_a_stable_order() -> None:
    types = {
        "z1.large": DESCRIBED,
        "g6.12xlarge": {**DESCRIBED, "GpuInfo": {"Gpus": [L4]}},
        "m5.large": DESCRIBED,
    }
    sold = {"uses": {"endpoint": {"us-east-1": {"ml.m5": "large 2xlarge"}}}}
    text = refresh_hardware.render(types, sold)
    assert list(json.loads(text)["types"]) == ["g6.12xlarge", "m5.large"]
    assert refresh_hardware.render(dict(reversed(types.items())), sold) == text


def test_the_committed_data_sheets_are_those_of_the_generator() -> None:
    committed = json.loads(refresh_hardware.TARGET.read_text())
    assert committed["data_sheets"] == {name: sheet._asdict() for name, sheet in SHEETS.items()}
    assert refresh_hardware.WHEEL_SHA256 in committed["source"]


def test_prices_are_read_without_running_the_module() -> None:
    assert refresh_prices.sagemaker_prices(MODULE + "raise RuntimeError\n") == {"ml.g6.xlarge": 1.127}


def test_a_price_of_zero_and_unknown_types_are_left_out() -> None:
    table = refresh_prices.ec2_table(GO, known={"g6.xlarge", "g6.free"})
    assert (table["usd"], table["date"], table["region"]) == (
        {"g6.xlarge": 0.8048},
        "2026-07-20",
        "us-east-1",
    )


def test_the_table_read_by_hand_is_committed_as_the_generator_has_it() -> None:
    assert refresh_prices.studio_table() in json.loads(refresh_prices.TARGET.read_text())["tables"]


def test_quotas_are_joined_by_their_codes_and_an_absent_default_is_none() -> None:
    codes = (
        'description = "Quota for [sagemaker]: ml.g6.xlarge for endpoint usage (L-D470D954)"\n'
        'description = "Quota for [ec2]: Running On-Demand P instances (L-417A185B)"\n'
        'description = "Quota for [ec2]: Elastic IPs (L-0263D0A3)"\n'
    )
    defaults = "| Amazon EC2 | ec2 | Running On-Demand P instances | L-417A185B | 0.0 |\n"
    found = refresh_quotas.catalog(codes, defaults, types=["g6.xlarge"])
    assert found == {
        "ec2": {"Running On-Demand P instances": ["L-417A185B", 0]},
        "sagemaker": {"ml.g6.xlarge for endpoint usage": ["L-D470D954", None]},
    }
    assert json.loads(refresh_quotas.render(found))["services"] == found


@pytest.mark.parametrize(
    "name", ["hardware.json", "hourly_prices.json", "quotas.json", "instance_types.json"]
)
def test_every_catalog_says_its_source_and_day(name: str) -> None:
    text = (refresh_hardware.TARGET.parent / name).read_text()
    assert '"source": "' in text
    assert any(f'"{key}": "20' in text for key in ("read_on", "date", "codes_read_on"))
