"""A student's ~/work comes to where the teardown exports it from, by the script that apps start with."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import config
from stacks.constructs.lessons import script_of

AWS = """#!/bin/bash
echo "$@" >> "$HOME/calls"
case "$1 $2" in
  "sagemaker describe-space") echo demo-an ;;
esac
"""
METADATA = {
    "DomainId": "d-abc",
    "SpaceName": "demo-an-lab",
    "ResourceName": "default",
    "AppType": "JupyterLab",
}


def run(home: Path, *, environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a recording `aws` and Studio's metadata, as CloudFormation would fill it in."""
    (home / "bin").mkdir()
    (home / "bin" / "aws").write_text(AWS)
    (home / "bin" / "aws").chmod(0o755)
    (home / "metadata.json").write_text(json.dumps(METADATA))
    text = script_of(config.load(environment)).replace("${Bucket}", "lessons").replace("${Key}", "k")
    text = text.replace("${Workspace}", "work").replace(
        "/opt/ml/metadata/resource-metadata.json", str(home / "metadata.json")
    )
    variables = {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        ["/bin/bash", "-c", text], env=variables, capture_output=True, text=True, timeout=60, check=False
    )


def test_work_is_copied_below_the_owners_prefix_and_the_app_does_not_wait(tmp_path: Path) -> None:
    assert run(tmp_path, environment="classroom").returncode == 0
    wanted = f"s3 sync --only-show-errors {tmp_path}/work s3://work/users/demo-an/work/demo-an-lab/"
    deadline = time.monotonic() + 90
    while wanted not in (calls := (tmp_path / "calls").read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    _end(tmp_path)
    assert "sagemaker describe-space --domain-id d-abc --space-name demo-an-lab" in calls
    assert wanted in calls


def _end(home: Path) -> None:
    """End the loop, which would copy again in five minutes."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile, or is another user's
            continue
        if ours:
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGKILL)


def test_where_there_is_no_class_nothing_is_copied(tmp_path: Path) -> None:
    assert run(tmp_path, environment="dev").returncode == 0
    assert "sync" not in (tmp_path / "calls").read_text()
    assert not (tmp_path / "work").exists()
