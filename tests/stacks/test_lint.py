"""cfn-lint accepts every template, in the regions people of this project use."""

import subprocess
import sys
from pathlib import Path

from tests.stacks.reading import Synthesized

REGIONS = ("us-east-1", "ap-southeast-1")
CDK_NOISE = "W3005"
"""A DependsOn that a reference makes needless; the CDK writes them."""


def test_cfn_lint_finds_nothing_in_any_region(synthesized: Synthesized) -> None:
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    files = [str(path) for path in sorted(synthesized.assembly.glob("assembly-*/*.template.json"))]
    assert len(files) == len(synthesized.texts)
    command = [linter, "--ignore-checks", CDK_NOISE, "--regions", *REGIONS, "--", *files]
    linted = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (linted.returncode, linted.stdout, linted.stderr) == (0, "", "")
