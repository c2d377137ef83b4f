"""Write processing_containers.toml again from the SageMaker SDK, then review the diff.

Run `.venv-authoring/bin/python config/catalogs/refresh_containers.py` after `make setup-authoring`. Source:
image_uri_config/{spark,data-wrangler}.json of sagemaker-core, which the SDK's own `image_uris` reads. Only
commercial regions are kept: the addresses are of that partition.
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

READ_ON = "2026-11-26"
SPARK_VERSION = "3.5"
SPARK_TAG = "3.5-cpu-py312-v1.0"
"""As the SDK writes it: `<version>-<processor>-<Python>-v<container version>` (image_uris.retrieve)."""
DATA_WRANGLER_VERSION = "3.x"
TARGET = Path(__file__).with_name("processing_containers.toml")
OTHER_PARTITIONS = ("cn-", "eusc-", "us-gov-", "us-iso", "eu-iso")


def _versions(name: str) -> dict[str, Any]:
    text = (files("sagemaker.core") / "image_uri_config" / f"{name}.json").read_text()
    found: dict[str, Any] = json.loads(text)["processing"]["versions"]
    return found


def _table(name: str, declared: dict[str, Any], *, tag: str) -> list[str]:
    accounts = {
        region: account
        for region, account in sorted(declared["registries"].items())
        if not region.startswith(OTHER_PARTITIONS)
    }
    return [
        f"\n[{name}]",
        f'repository = "{declared["repository"]}"',
        f'tag = "{tag}"',
        f"\n[{name}.accounts]",
        *(f'{region} = "{account}"' for region, account in accounts.items()),
    ]


def render() -> str:
    """Return the file's text."""
    spark = _versions("spark")[SPARK_VERSION]
    wrangler = _versions("data-wrangler")[DATA_WRANGLER_VERSION]
    lines = [
        "# Where AWS publishes its Spark and Data Wrangler containers for jobs: one account a region.",
        f"# Source: image_uri_config of sagemaker-core {version('sagemaker-core')}, read {READ_ON}.",
        "# To refresh: .venv-authoring/bin/python config/catalogs/refresh_containers.py, review the diff.",
        *_table("spark", spark, tag=SPARK_TAG),
        *_table("data-wrangler", wrangler, tag=DATA_WRANGLER_VERSION),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
