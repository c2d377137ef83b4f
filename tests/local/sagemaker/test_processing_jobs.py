"""Processing jobs run the script that the entrypoint names, between their inputs and their outputs."""

import re

import pytest

from tests.local.sagemaker.laboratory import Laboratory

KEY = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012"


def processing_folders(laboratory: Laboratory, source: str) -> dict[str, object]:
    folder = "/opt/ml/processing"
    s3 = {
        "S3Uri": source,
        "S3DataType": "S3Prefix",
        "S3InputMode": "File",
        "LocalPath": f"{folder}/input/raw",
    }
    output = {
        "S3Uri": f"s3://{laboratory.bucket}/made",
        "LocalPath": f"{folder}/out",
        "S3UploadMode": "EndOfJob",
    }
    return {
        "ProcessingInputs": [{"InputName": "raw", "S3Input": s3}],
        "ProcessingOutputConfig": {"Outputs": [{"OutputName": "made", "S3Output": output}], "KmsKeyId": KEY},
    }


def test_a_processing_job_takes_inputs_and_leaves_outputs_under_the_key(laboratory: Laboratory) -> None:
    source = laboratory.put("raw/data.csv", b"1")
    laboratory.script(
        "copy.py",
        "text = (base / 'processing/input/raw/data.csv').read_text()",
        "(base / 'processing/out/deep').mkdir()",
        "(base / 'processing/out/deep/x.csv').write_text(text + sys.argv[1] + sys.argv[2])",
    )
    job = laboratory.process(
        "python3", "/opt/program/copy.py", "--flag", "2", **processing_folders(laboratory, source)
    )
    assert job["ProcessingJobStatus"] == "Completed"
    made = laboratory.s3.get_object(Bucket=laboratory.bucket, Key="made/deep/x.csv")
    assert (made["Body"].read(), made["SSEKMSKeyId"]) == (b"1--flag2", KEY)


def test_a_script_that_came_as_an_input_runs_as_it_is(laboratory: Laboratory) -> None:
    source = laboratory.put(
        "raw/mine.py", b"import pathlib, sys\npathlib.Path(sys.argv[1], 'y').write_text('z')"
    )
    words = ("python3", "/opt/ml/processing/input/raw/mine.py", "/opt/ml/processing/out")
    assert (
        laboratory.process(*words, **processing_folders(laboratory, source))["ProcessingJobStatus"]
        == "Completed"
    )
    assert laboratory.keys("made/") == ["made/y"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("/bin/sh", "-c", "true"), "the entrypoint names no .py file"),
        (
            ("python3", "/opt/program/absent.py"),
            "/opt/program/absent.py is neither an input of the job nor a script",
        ),
    ],
)
def test_a_job_without_a_script_of_ours_is_refused(
    laboratory: Laboratory, words: tuple[str, ...], reason: str
) -> None:
    job = laboratory.process(*words)
    assert job["ProcessingJobStatus"] == "Failed"
    assert reason in job["FailureReason"]


def test_a_shell_line_around_the_script_is_left_out(laboratory: Laboratory) -> None:
    laboratory.script("prepare.py", "assert sys.argv[1:] == ['--target', 'x'], sys.argv")
    words = (
        "/bin/sh",
        "-ec",
        'pip install && exec python3 "$0" "$@"',
        "/tmp/code/prepare.py",
        "--target",
        "x",
    )
    assert laboratory.process(*words)["ProcessingJobStatus"] == "Completed"


def test_an_object_key_never_leaves_the_jobs_folder(laboratory: Laboratory) -> None:
    laboratory.put("raw/../../../escape.py")
    laboratory.script("copy.py")
    folders = processing_folders(laboratory, f"s3://{laboratory.bucket}/raw/")
    job = laboratory.process("python3", "/opt/program/copy.py", **folders)
    assert "points outside the job's folder" in job["FailureReason"]


def manifest_input(laboratory: Laboratory, body: bytes) -> dict[str, object]:
    folders = processing_folders(laboratory, laboratory.put("manifest.json", body))
    folders["ProcessingInputs"][0]["S3Input"]["S3DataType"] = "ManifestFile"  # type: ignore[index]
    return folders


def test_a_manifest_brings_the_objects_that_it_names_and_no_other(laboratory: Laboratory) -> None:
    for key in ("raw/a/1.csv", "raw/b/2.csv", "raw/b/3.csv"):
        laboratory.put(key, key.encode())
    laboratory.script(
        "list.py",
        "folder = base / 'processing/input/raw'",
        "names = sorted(str(p.relative_to(folder)) for p in folder.rglob('*') if p.is_file())",
        "(base / 'processing/out/names').write_text(' '.join(names))",
    )
    body = f'[{{"prefix": "s3://{laboratory.bucket}/raw/"}}, "a/1.csv", "b/3.csv"]'.encode()
    job = laboratory.process("python3", "/opt/program/list.py", **manifest_input(laboratory, body))
    assert job["ProcessingJobStatus"] == "Completed"
    made = laboratory.s3.get_object(Bucket=laboratory.bucket, Key="made/names")["Body"].read()
    assert made == b"a/1.csv b/3.csv"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{}", "is no manifest"),
        (b'[{"prefix": "s3://BUCKET/"}]', "names no object"),
        (b'[{"prefix": "s3://BUCKET/"}, "gone.csv"]', "cannot read s3://"),
        (b'[{"prefix": "s3://BUCKET/"}, "../../outside"]', "points outside|cannot read"),
    ],
)
def test_a_manifest_that_cannot_be_followed_fails_the_job(
    laboratory: Laboratory, body: bytes, reason: str
) -> None:
    laboratory.script("list.py")
    named = body.replace(b"BUCKET", laboratory.bucket.encode())
    job = laboratory.process("python3", "/opt/program/list.py", **manifest_input(laboratory, named))
    assert job["ProcessingJobStatus"] == "Failed"
    assert re.search(reason, job["FailureReason"])
