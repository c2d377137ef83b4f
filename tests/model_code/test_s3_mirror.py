"""The mirror of checkpoints works beside a trainer that writes, renames and deletes them meanwhile."""

from pathlib import Path

from s3_files import Mirror


class Bucket:
    """S3 in whose face the trainer deletes a file, once."""

    def __init__(self, *, deleted: Path) -> None:
        self.deleted, self.keys = deleted, list[str]()

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        self.deleted.unlink(missing_ok=True)
        Path(path).read_bytes()
        self.keys.append(key)


def checkpoints(folder: Path) -> list[Path]:
    paths = [folder / f"step-{number}.checkpoint" for number in (1, 2, 3)]
    for path in paths:
        path.write_bytes(b"state")
    return paths


def test_a_checkpoint_that_goes_while_it_is_copied_ends_nothing(tmp_path: Path) -> None:
    first, *_ = checkpoints(tmp_path)
    bucket = Bucket(deleted=first)
    assert Mirror(bucket, tmp_path, "s3://b/kept/").round() == 2
    assert bucket.keys == ["kept/step-2.checkpoint", "kept/step-3.checkpoint"]


def test_a_checkpoint_that_goes_before_it_is_looked_at_ends_nothing(tmp_path: Path) -> None:
    _, second, _ = checkpoints(tmp_path)
    bucket = Bucket(deleted=second)
    mirror = Mirror(bucket, tmp_path, "s3://b/kept/")
    assert mirror.round() == 2
    assert (mirror.round(), len(bucket.keys)) == (0, 2)


def test_what_the_trainer_still_writes_waits_for_its_name(tmp_path: Path) -> None:
    (tmp_path / "step-4.unfinished").write_bytes(b"half")
    bucket = Bucket(deleted=tmp_path / "none")
    mirror = Mirror(bucket, tmp_path, "s3://b/kept/")
    assert mirror.round() == 0
    (tmp_path / "step-4.unfinished").rename(tmp_path / "step-4.checkpoint")
    assert mirror.round() == 1
    assert bucket.keys == ["kept/step-4.checkpoint"]
