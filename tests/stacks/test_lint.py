"""cfn-lint accepts every template, in the regions people of this project use."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import config
from config import Environment
from stacks import build_app
from tests.stacks.reading import Synthesized

HERE, ABROAD = "us-east-1", "ap-southeast-1"
CDK_NOISE = "W3005"
"""A DependsOn that a reference makes needless; the CDK writes them."""


def linted(files: Iterable[Path], *, region: str) -> tuple[int, str, str]:
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--ignore-checks", CDK_NOISE, "--regions", region, "--", *map(str, sorted(files))]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return run.returncode, run.stdout, run.stderr


def test_cfn_lint_finds_nothing_in_the_environments_region(synthesized: Synthesized) -> None:
    assert {environment.region for environment in config.load_all()} == {HERE}
    files = list(synthesized.assembly.glob("assembly-*/*.template.json"))
    assert len(files) == len(synthesized.texts)
    assert linted(files, region=HERE) == (0, "", "")


def test_cfn_lint_finds_nothing_in_another_region(tmp_path: Path) -> None:
    """CloudFormation has no terminologies there: the platform is without, and says so to who asks for one."""
    changes: dict[str, dict[str, Any]] = {"dev": {"image": "prebuilt", "autopilot": None}}
    abroad = [
        {**config.load(name).model_dump(), "region": ABROAD, **changes.get(name, {})}
        for name in ("dev", "prod", "workbench")
    ]
    # Synthesis itself ends at a finding of the strict validator or of a pack outside the register.
    build_app(configs=[Environment.model_validate(one) for one in abroad], outdir=str(tmp_path)).synth()
    files = list(tmp_path.glob("assembly-*/*.template.json"))
    assert {path.name.partition("Tracking")[0] for path in files if "Tracking" in path.name} == {
        "Prod",
        "Workbench",
    }
    assert linted(files, region=ABROAD) == (0, "", "")
    [services] = [path.read_text() for path in files if path.name.startswith("DevAiServices")]
    assert "AWS::Translate::Terminology" not in services
    assert '"LAB2API_TERMINOLOGIES": ""' in services
    assert "apac.amazon.nova-micro-v1:0" in services
