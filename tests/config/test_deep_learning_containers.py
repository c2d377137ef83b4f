"""AWS's containers have complete, version-pinned addresses where they are published, and none elsewhere."""

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from config.catalog import CATALOGS, regions
from config.deep_learning_containers import (
    Kind,
    container_account,
    container_uri,
    patched_until,
    python_version,
    regions_with,
)

PYTHON = Path(__file__).parents[2] / ".venv-authoring" / "bin" / "python"
ADDRESS = re.compile(
    r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/[a-z-]+:\d+\.\d+\.\d+-(gpu|cpu|neuronx|lmi)"
)


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("region", regions())
def test_every_region_of_the_catalog_has_every_container_by_a_pinned_version(kind: Kind, region: str) -> None:
    uri = container_uri(kind, region)
    assert uri is not None and ADDRESS.match(uri)
    assert f".{region}." in uri


def test_neuron_containers_are_known_to_be_missing_where_no_such_chip_is() -> None:
    assert container_uri("neuronx-inference", "us-west-1") is None
    assert container_uri("pytorch-inference", "us-west-1") is not None
    assert container_account("pytorch-inference", "mars-north-1") is None
    assert not any(region.startswith(("cn-", "us-gov-")) for region in regions_with("lmi"))


def test_a_container_says_its_python_and_when_its_patches_end() -> None:
    assert python_version("pytorch-training") == "3.13"
    assert patched_until("pytorch-inference") == "2026-06-30"
    assert patched_until("lmi") is None, "its authors publish no such day, and we invent none"


@pytest.mark.authoring
def test_the_containers_are_what_the_script_writes() -> None:
    code = (
        "import refresh_containers as made;"
        "assert made.PROCESSING.read_text() == made.render_processing();"
        "assert made.DEEP_LEARNING.read_text() == made.render_deep_learning()"
    )
    subprocess.run([PYTHON, "-B", "-c", code], cwd=CATALOGS, check=True, timeout=60)
