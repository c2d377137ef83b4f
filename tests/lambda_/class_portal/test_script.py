"""The page's one script, run by Node with what it needs of a browser: it fills in the link's part."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from class_portal.page import SCRIPT

NODE = Path(sys.executable).with_name("node")
BROWSER = """
const fields = {code: {value: ""}, token: {value: ""}}, replaced = [];
const location = {hash: process.argv[2], pathname: "/classroom/sign-in"};
const document = {getElementById: name => fields[name]};
const history = {replaceState: (...all) => replaced.push(all)};
%s
console.log(JSON.stringify({code: fields.code.value, token: fields.token.value, replaced}));
"""


def run(fragment: str, folder: Path) -> dict[str, Any]:
    """Open the page with a fragment."""
    script = folder / "page.cjs"
    script.write_text(BROWSER % SCRIPT, encoding="utf-8")
    done = subprocess.run([NODE, script, fragment], capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("fragment", "code", "token"),
    [("#code=demo&token=0a.b_-c", "demo", "0a.b_-c"), ("", "", ""), ("#token=x&other=1", "", "x")],
)
def test_a_link_fills_in_the_form_and_is_gone_from_the_address(
    fragment: str, code: str, token: str, tmp_path: Path
) -> None:
    found = run(fragment, tmp_path)
    assert (found["code"], found["token"]) == (code, token)
    assert found["replaced"] == [[None, "", "/classroom/sign-in"]], (
        "neither history nor a screenshot keeps it"
    )
