"""One synthesis a session, shared by every test that reads templates."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# jsii runs the first `node` on the PATH; the supported one comes with the virtual environment.
os.environ.setdefault("JSII_NODE", str(Path(sys.executable).with_name("node")))

Template = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """What `cdk synth` writes: the assembly's folder, each stack's template, and the validation report."""

    assembly: Path
    texts: dict[str, str]
    report: dict[str, Any]

    @property
    def templates(self) -> dict[str, Template]:
        """Stack name, such as Dev-Data, to parsed template."""
        return {name: json.loads(text) for name, text in self.texts.items()}


def template_texts(assembly: Path) -> dict[str, str]:
    """Stack name to template bytes as text, for every stack of every Stage below `assembly`."""
    texts = {}
    for manifest in sorted(assembly.glob("assembly-*/manifest.json")):
        for artifact in json.loads(manifest.read_text())["artifacts"].values():
            if artifact["type"] == "aws:cloudformation:stack":
                properties = artifact["properties"]
                name = properties.get("stackName") or artifact["displayName"]
                texts[name] = (manifest.parent / properties["templateFile"]).read_text(encoding="utf-8")
    return texts


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
    """The folder `cdk deploy --app` takes."""
    return synthesized.assembly
