"""s3_files.py brings a model, rows and checkpoints before a container starts, and takes back what is made."""

import io
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from s3_files import Mirror, fetch, keep_model, main
from tabular.artifact import unpack
from tabular.s3_folder import OutsideError
from tests.model_code.jobs import MODEL_CODE
from tests.model_code.object_store import object_store


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name.replace("__", "/"))
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def client(url: str) -> Any:
    session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1")
    return session.client("s3", endpoint_url=url)


def test_an_archive_is_unpacked_a_file_is_brought_and_a_prefix_with_all_below(tmp_path: Path) -> None:
    objects = {
        "/b/model.tar.gz": archive(card=b"{}", code__inference=b"pass"),
        "/b/rows/a.jsonl": b"1",
        "/b/rows/more/b.jsonl": b"2",
        "/b/other/c.jsonl": b"3",
    }
    with object_store(objects) as url:
        fetch(client(url), "s3://b/model.tar.gz", tmp_path / "model")
        fetch(client(url), "s3://b/rows/a.jsonl", tmp_path / "one")
        fetch(client(url), "s3://b/rows/", tmp_path / "all")
        fetch(client(url), "s3://b/none/", tmp_path / "none")
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"model/card", "model/code/inference", "one/a.jsonl", "all/a.jsonl", "all/more/b.jsonl"}
    assert (tmp_path / "none").is_dir()


def test_a_key_that_leads_out_of_its_folder_is_refused_and_nothing_copied(tmp_path: Path) -> None:
    objects = {"/b/rows/a.jsonl": b"1", "/b/rows/../../evil": b"x"}
    with object_store(objects) as url, pytest.raises(OutsideError, match="leads out of"):
        fetch(client(url), "s3://b/rows/", tmp_path / "rows")
    assert not list((tmp_path / "rows").iterdir())


def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    with (
        object_store({"/b/evil.tar.gz": archive(**{"../evil": b"x"})}) as url,
        pytest.raises(tarfile.FilterError),
    ):
        fetch(client(url), "s3://b/evil.tar.gz", tmp_path / "model")
    assert not (tmp_path / "evil").exists()


def test_what_is_new_is_taken_back_once_and_what_is_unfinished_is_not(tmp_path: Path) -> None:
    objects: dict[str, bytes] = {}
    (tmp_path / "step").mkdir()
    (tmp_path / "step/one.pt").write_bytes(b"1")
    (tmp_path / "two.tmp").write_bytes(b"2")
    with object_store(objects) as url:
        mirror = Mirror(client(url), tmp_path, "s3://b/kept/")
        counts = [mirror.round(), mirror.round()]
        (tmp_path / "step/one.pt").write_bytes(b"12")
        counts.append(mirror.round())
    assert counts == [1, 0, 1]
    assert list(objects) == ["/b/kept/step/one.pt"]


@pytest.mark.parametrize("index", ["0", "1"])
def test_told_to_end_the_first_pod_only_leaves_its_checkpoints_and_a_model_to_deploy(
    tmp_path: Path, index: str
) -> None:
    objects: dict[str, bytes] = {}
    with object_store(objects) as url:
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL_S3": url,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1",
            "JOB_COMPLETION_INDEX": index,
        }
        model, steps = tmp_path / "model", tmp_path / "checkpoints"
        words = [sys.executable, str(MODEL_CODE / "s3_files.py"), "keep", steps, "s3://b/kept/"]
        with subprocess.Popen([*words, model, "s3://b/made/"], env=environment) as process:
            _until(lambda: _catches(process.pid))
            for name in (
                "model/model.onnx",
                "model/card.json",
                "model/code/inference.py",
                "checkpoints/1.pt",
            ):
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text(name)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
    kept = ["/b/kept/1.pt", "/b/made/card.json", "/b/made/model.tar.gz"]
    assert sorted(objects) == (kept if index == "0" else [])
    if index == "0":
        (tmp_path / "made.tar.gz").write_bytes(objects["/b/made/model.tar.gz"])
        unpack(tmp_path / "made.tar.gz", tmp_path / "again")
        found = {path.relative_to(tmp_path / "again").as_posix() for path in (tmp_path / "again").rglob("*")}
        assert found == {"model.onnx", "card.json", "code", "code/inference.py"}


def test_a_model_without_its_card_is_not_whole_and_stays(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"half")
    objects: dict[str, bytes] = {}
    with object_store(objects) as url:
        assert not keep_model(client(url), tmp_path, "s3://b/made/")
    assert objects == {}


def _until(holds: Any) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _catches(pid: int) -> bool:
    """Read from the kernel whether the process has a handler of SIGTERM."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) & (1 << (signal.SIGTERM - 1)))
    return False


@pytest.mark.parametrize(
    "words", [[], ["fetch"], ["fetch", "s3://b/k"], ["copy", "a", "b"], ["keep", "a", "b"]]
)
def test_wrong_words_are_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "s3_files.py fetch" in capsys.readouterr().err
