"""Write quotas.json again: `python -m config.catalogs.refresh_quotas CODES DEFAULTS`, then review the diff.

Both are of gruntwork-io/terraform-aws-utilities (Apache-2.0), made from ListAWSDefaultServiceQuotas of
us-east-1: CODES by `git show b3fce33:modules/request-quota-increase/variables.tf`, DEFAULTS, which are
older, by `git show 04f5883:docs/quotas.md`. An account's own value is often another.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from config.catalogs.reviewed import reviewed
from config.quotas import EC2_NAMES, NAMES, TOTALS, group_names

REPOSITORY = "gruntwork-io/terraform-aws-utilities"
CODES_SHA256 = "d2307cbd785e30114ea856df7951450d7ea01847894afe064b58d9c1c4d44152"
CODES_READ = "2026-01-14"
DEFAULTS_SHA256 = "7c3124630c24271db1289bbf9a16b128d0accf076dc3314f959bba4122ff5178"
DEFAULTS_READ = "2024-02-10"
CODE = re.compile(r'"Quota for \[([a-z0-9-]+)\]: (.+) \((L-[0-9A-F]{8})\)"')
DEFAULT = re.compile(r"^\| [^|]+ \| ([a-z0-9-]+) \| (.+?) \| (L-[0-9A-F]{8}) \| ([0-9.]+) \|$", re.MULTILINE)
TARGET = Path(__file__).with_name("quotas.json")
HARDWARE = Path(__file__).with_name("hardware.json")


def wanted(types: list[str]) -> set[tuple[str, str]]:
    """Return service and name of every quota that the catalog keeps."""
    of_types = {("sagemaker", name.format(name=f"ml.{type_}")) for name in NAMES.values() for type_ in types}
    of_groups = {("ec2", name) for use in EC2_NAMES for name in group_names(use)}
    return of_types | of_groups | set(TOTALS)


def catalog(codes: str, defaults: str, *, types: list[str]) -> dict[str, Any]:
    """Return service -> name -> code and default; a default that was not listed is None."""
    table = DEFAULT.findall(defaults)
    known = {(service, code): float(value) for service, _, code, value in table}
    kept = wanted(types)
    services: dict[str, dict[str, Any]] = {}
    # CODES leaves out what an increase is asked for elsewhere, such as IAM's.
    listed = {(service, name): code for service, name, code, _ in table}
    listed |= {(service, name): code for service, name, code in CODE.findall(codes)}
    for (service, name), code in sorted(listed.items()):
        if (service, name) in kept:
            services.setdefault(service, {})[name] = [code, known.get((service, code))]
    return services


def render(services: dict[str, Any]) -> str:
    """Return the file's text: one line a quota."""
    head = {
        "source": f"{REPOSITORY}: ListAWSDefaultServiceQuotas, us-east-1",
        "codes_read_on": CODES_READ,
        "defaults_read_on": DEFAULTS_READ,
    }
    blocks = [
        f"  {json.dumps(service)}: {{\n"
        + ",\n".join(f"   {json.dumps(name)}: {json.dumps(quota)}" for name, quota in quotas.items())
        + "\n  }"
        for service, quotas in services.items()
    ]
    return json.dumps(head, indent=1)[:-2] + ',\n "services": {\n' + ",\n".join(blocks) + "\n }\n}\n"


if __name__ == "__main__":
    codes = reviewed(Path(sys.argv[1]), checksum=CODES_SHA256).decode()
    defaults = reviewed(Path(sys.argv[2]), checksum=DEFAULTS_SHA256).decode()
    types = list(json.loads(HARDWARE.read_text())["types"])
    TARGET.write_text(render(catalog(codes, defaults, types=types)), encoding="utf-8")
