"""Write hardware.json again: `python -m config.catalogs.refresh_hardware WHEEL`, then review the diff.

`pip download --no-deps moto==5.2.5` has EC2's answer to DescribeInstanceTypes (Apache-2.0). Taken are the
types that instance_types.json names and all with accelerators. GB of disk become GiB.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from config.catalogs.data_sheets import SHEETS
from config.catalogs.reviewed import reviewed

WHEEL = "moto-5.2.5-py3-none-any.whl"
WHEEL_SHA256 = "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528"
DUMP = "moto/ec2/resources/instance_types.json.gz"
READ_ON = "2026-11-26"
TARGET = Path(__file__).with_name("hardware.json")
SOLD = Path(__file__).with_name("instance_types.json")


def described(wheel: Path) -> dict[str, Any]:
    """Return what EC2 says of each type."""
    with ZipFile(wheel) as archive:
        types: dict[str, Any] = json.loads(gzip.decompress(archive.read(DUMP)))
    return types


def _device(kind: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return one group of devices; a fraction of a GPU (g6f) counts as one with that much memory."""
    share, sheet = found.get("GpuPartitionSize", 1.0), SHEETS[found["Name"]]
    reported = round(found["MemoryInfo"]["SizeInMiB"] / 1024, 2)
    memory = sheet.memory_gb if sheet.exact else reported
    return {
        "kind": kind,
        "name": found["Name"],
        "count": found["Count"] or 1,
        "memory_gib": memory,
        "sold_as_gb": sheet.memory_gb * share if sheet.memory_gb else memory,
        "cores": found.get("CoreInfo", {}).get("Count", 0),
        "bf16_tflops": sheet.tflops and sheet.tflops * share,
        **({"share": share} if share != 1.0 else {}),
    }


def accelerator(described: dict[str, Any]) -> dict[str, Any] | None:
    """Return the GPUs or Neuron devices of a type; no type has two kinds."""
    groups = {"gpu": described.get("GpuInfo", {}).get("Gpus", [])}
    groups["neuron"] = described.get("NeuronInfo", {}).get("NeuronDevices", [])
    devices = [_device(kind, one) for kind, found in groups.items() for one in found if one["Name"] in SHEETS]
    return devices[0] if devices else None


def facts(described: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that the catalog keeps of one type; a network card counts with its peak."""
    network, disks = described["NetworkInfo"], described.get("InstanceStorageInfo", {})
    return {
        "vcpus": described["VCpuInfo"]["DefaultVCpus"],
        "memory_gib": described["MemoryInfo"]["SizeInMiB"] / 1024,
        "architecture": described["ProcessorInfo"]["SupportedArchitectures"][-1],
        "network_gbps": sum(card["PeakBandwidthInGbps"] for card in network["NetworkCards"]),
        "efa": network["EfaSupported"],
        "nvme_gib": int(disks.get("TotalSizeInGB", 0) * 10**9 / 2**30),
        "accelerator": accelerator(described),
    }


def kept(types: dict[str, Any], sold: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of the types that a use sells, and of all that have accelerators."""
    named = {
        f"{family}.{size}".removeprefix("ml.")
        for use in sold["uses"].values()
        for families in use.values()
        for family, sizes in families.items()
        for size in sizes.split()
    }
    return {
        name: facts(type_) for name, type_ in sorted(types.items()) if name in named or accelerator(type_)
    }


def render(types: dict[str, Any], sold: dict[str, Any]) -> str:
    """Return the file's text: one line a type."""
    head = {
        "read_on": READ_ON,
        "source": f"EC2 DescribeInstanceTypes in {WHEEL} (sha256 {WHEEL_SHA256}); bf16: data_sheets.py",
        "data_sheets": {name: sheet._asdict() for name, sheet in SHEETS.items()},
    }
    lines = ",\n".join(f"  {json.dumps(n)}: {json.dumps(fact)}" for n, fact in kept(types, sold).items())
    return json.dumps(head, indent=1)[:-2] + ',\n "types": {\n' + lines + "\n }\n}\n"


if __name__ == "__main__":
    wheel = Path(sys.argv[1])
    reviewed(wheel, checksum=WHEEL_SHA256)
    TARGET.write_text(render(described(wheel), json.loads(SOLD.read_text())), encoding="utf-8")
