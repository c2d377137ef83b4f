"""What a training job leaves is all that AWS's containers on chips need, but for their wheels."""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

from stacks.constructs.source_archive import archive
from stacks.constructs.text_archive import TEXT_ENTRIES
from tests.model_code.jobs import MODEL_CODE
from text_classifier.carried import ON_CHIPS, ON_CPUS, PROGRAM
from text_classifier.wheels import LOCK


def test_a_job_that_has_the_code_archive_alone_can_write_what_travels(tmp_path: Path) -> None:
    """A file that it lacks would end the job after hours of training, with the model unwritten."""
    with tarfile.open(fileobj=BytesIO(archive(MODEL_CODE, TEXT_ENTRIES))) as packed:
        packed.extractall(tmp_path / "job", filter="data")
    write = "import pathlib, sys; from text_classifier.carried import write_text_code as w; "
    done = subprocess.run(
        [sys.executable, "-c", f"{write}w(pathlib.Path(sys.argv[1]))", tmp_path / "code"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "job")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = {path.relative_to(tmp_path / "code").as_posix() for path in (tmp_path / "code").rglob("*.*")}
    modules = {
        f"{package}/{name}.py" for both in (ON_CPUS, ON_CHIPS) for package in both for name in both[package]
    }
    assert written == modules | {"inference.py", PROGRAM, "requirements.txt"}
    assert (tmp_path / "job" / LOCK).is_file(), "Wheels and Train read it"
    assert "safetensors==" in (tmp_path / "code/requirements.txt").read_text()
