"""One synthesis a session, shared by every test that reads templates."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.scheduling import SharedScheduling
from tests.stacks.reading import Synthesized, Template, template_texts

# jsii runs the first `node` on the PATH; the supported one comes with the virtual environment.
os.environ.setdefault("JSII_NODE", str(Path(sys.executable).with_name("node")))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharedScheduling:
    """Let tests that share an emulator or a synthesis run in one process."""
    return SharedScheduling(config, log)


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Synthesize every environment once. Findings do not stop it: tests/stacks/test_nag.py is about those."""
    import config
    from stacks import build_app

    assembly = tmp_path_factory.mktemp("cdk.out")
    try:
        build_app(configs=config.load_all(), outdir=str(assembly)).synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
    report = json.loads((assembly / "validation-report.json").read_text())
    return Synthesized(assembly=assembly, texts=template_texts(assembly), report=report)


@pytest.fixture(scope="session")
def templates(synthesized: Synthesized) -> dict[str, Template]:
    """Stack name, such as Dev-Data, to parsed template."""
    return synthesized.templates


@pytest.fixture(scope="session")
def assembly(synthesized: Synthesized) -> Path:
    """The folder that `cdk deploy --app` takes."""
    return synthesized.assembly
