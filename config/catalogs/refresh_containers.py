"""Write processing_containers.toml and deep_learning_containers.toml again, then review the diff.

Run `.venv-authoring/bin/python config/catalogs/refresh_containers.py` after `make setup-authoring`. Source:
image_uri_config of sagemaker-core, which the SDK's own `image_uris` reads: accounts, repositories, versions.
What that leaves out of a tag is in config/catalogs/containers_pinned.toml. Only commercial regions are kept:
the addresses are of that partition.
"""

import json
import tomllib
from functools import reduce
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import Any

READ_ON = "2026-11-26"
SPARK_VERSION = "3.5"
SPARK_TAG = "3.5-cpu-py312-v1.0"
"""As the SDK writes it: `<version>-<processor>-<Python>-v<container version>` (image_uris.retrieve)."""
DATA_WRANGLER_VERSION = "3.x"
HERE = Path(__file__).parent
PROCESSING, DEEP_LEARNING = HERE / "processing_containers.toml", HERE / "deep_learning_containers.toml"
PINNED = HERE / "containers_pinned.toml"
OTHER_PARTITIONS = ("cn-", "eusc-", "us-gov-", "us-iso", "eu-iso")
REFRESH = "# To refresh: .venv-authoring/bin/python config/catalogs/refresh_containers.py, review the diff."


def _declared(file: str, *keys: str) -> dict[str, Any]:
    text = (files("sagemaker.core") / "image_uri_config" / f"{file}.json").read_text()
    found: dict[str, Any] = reduce(lambda table, key: table[key], keys, json.loads(text))
    return found


def _accounts(declared: dict[str, Any]) -> dict[str, str]:
    registries = sorted(declared["registries"].items())
    return {region: account for region, account in registries if not region.startswith(OTHER_PARTITIONS)}


def _source() -> str:
    return f"# Source: image_uri_config of sagemaker-core {version('sagemaker-core')}, read {READ_ON}."


def _table(name: str, declared: dict[str, Any], *, tag: str) -> list[str]:
    return [
        f"\n[{name}]",
        f'repository = "{declared["repository"]}"',
        f'tag = "{tag}"',
        f"\n[{name}.accounts]",
        *(f'{region} = "{account}"' for region, account in _accounts(declared).items()),
    ]


def render_processing() -> str:
    """Return the text of processing_containers.toml."""
    spark = _declared("spark", "processing", "versions", SPARK_VERSION)
    wrangler = _declared("data-wrangler", "processing", "versions", DATA_WRANGLER_VERSION)
    lines = [
        "# Where AWS publishes its Spark and Data Wrangler containers for jobs: one account a region.",
        _source(),
        REFRESH,
        *_table("spark", spark, tag=SPARK_TAG),
        *_table("data-wrangler", wrangler, tag=DATA_WRANGLER_VERSION),
    ]
    return "\n".join(lines) + "\n"


def render_deep_learning() -> str:
    """Return the text of deep_learning_containers.toml: one account a region, which all of them share."""
    accounts: dict[str, str] = {}
    tables: list[str] = []
    for name, container in tomllib.loads(PINNED.read_text(encoding="utf-8")).items():
        source: list[str] = container.pop("source")
        own = _accounts(_declared(*source))
        if any(accounts.setdefault(region, account) != account for region, account in own.items()):
            raise ValueError(f"{name} lies in accounts of its own")
        facts = {"repository": _declared(*source)["repository"], **container}
        tables += [f"\n[{name}]", *(f'{key} = "{value}"' for key, value in facts.items())]
        tables += ['regions = """', *wrap(" ".join(own), width=100, break_on_hyphens=False), '"""']
    lines = [
        "# AWS's deep learning containers: one account a region, and which regions have which container.",
        _source(),
        REFRESH,
        "\n[accounts]",
        *(f'{region} = "{account}"' for region, account in sorted(accounts.items())),
        *tables,
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PROCESSING.write_text(render_processing(), encoding="utf-8")
    DEEP_LEARNING.write_text(render_deep_learning(), encoding="utf-8")
