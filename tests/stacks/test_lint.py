"""cfn-lint accepts every template, in the regions people of this project use."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import config
from tests.stacks.chips import REGION
from tests.stacks.elsewhere import ABROAD
from tests.stacks.reading import Synthesized

CDK_NOISE = "W3005"
"""A DependsOn that a reference makes needless; the CDK writes them."""

LINTER = "import gc; gc.disable(); from cfnlint.runner import main; main()"
"""The command `cfn-lint`, whose collector finds little: it only goes through the schemas again and again."""


def linted(files: Iterable[Path], *, region: str) -> tuple[int, str, str]:
    chosen = ["--ignore-checks", CDK_NOISE, "--regions", region]
    command = [sys.executable, "-P", "-c", LINTER, *chosen, "--", *map(str, sorted(files))]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize("region", sorted({environment.region for environment in config.load_all()}))
def test_cfn_lint_finds_nothing_in_the_environments_region(region: str, synthesized: Synthesized) -> None:
    names = [one.name.capitalize() for one in config.load_all() if one.region == region]
    files = [path for name in names for path in synthesized.assembly.glob(f"assembly-{name}/*.template.json")]
    assert len(files) == sum(stack.partition("-")[0] in names for stack in synthesized.texts)
    assert linted(files, region=region) == (0, "", "")


def test_cfn_lint_finds_nothing_on_chips_that_no_environment_has(chips: Synthesized) -> None:
    """What only stands around them is in the environments."""
    around = ("Data", "Image", "Beside", "Jobs", "Network")
    files = [
        path
        for path in chips.assembly.glob("assembly-*/*.template.json")
        if not re.match(rf"(P5|G6|Trn1)({'|'.join(around)})[0-9A-F]{{8}}\.", path.name)
    ]
    assert len(files) == sum(stack.partition("-")[2] not in around for stack in chips.texts)
    assert linted(files, region=REGION) == (0, "", "")


def test_cfn_lint_finds_nothing_in_another_region(abroad: Synthesized) -> None:
    """CloudFormation has no terminologies there: the platform is without, and says so to who asks for one."""
    files = [
        path
        for path in abroad.assembly.glob("assembly-*/*.template.json")
        if not path.name.startswith("Hosted")
    ]
    assert {path.name.partition("Tracking")[0] for path in files if "Tracking" in path.name} == {
        "Prod",
        "Workbench",
    }
    assert linted(files, region=ABROAD) == (0, "", "")
    services = abroad.texts["Dev-AiServices"]
    assert "AWS::Translate::Terminology" not in services
    assert '"LAB2API_TERMINOLOGIES": ""' in services
    assert "apac.amazon.nova-micro-v1:0" in services
