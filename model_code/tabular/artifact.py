"""Write a model directory and pack it as `model.tar.gz`, byte for byte the same for the same content."""

import gzip
import io
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tabular.card import CARD_FILE, MODEL_FILE, Card

SOURCE_ROOT = Path(__file__).parents[1]
SERVING_MODULES = ("__init__", "card", "cells", "predictor", "problem", "row_model", "rows", "text_rows")
"""What `inference.py` needs; the training modules and their libraries stay out of the artifact."""


def write_model(directory: Path, *, model: bytes, card: Card) -> None:
    """Write model.onnx, card.json and the `code/` folder that AWS's framework containers look for."""
    write_code(directory / "code", {"tabular": SERVING_MODULES})
    (directory / MODEL_FILE).write_bytes(model)
    card.write(directory / CARD_FILE)


def write_code(code: Path, packages: Mapping[str, Sequence[str]]) -> None:
    """Copy inference.py, what it needs installed, and the named modules of our packages into `code`."""
    for package, modules in packages.items():
        (code / package).mkdir(parents=True, exist_ok=True)
        for module in modules:
            shutil.copyfile(SOURCE_ROOT / package / f"{module}.py", code / package / f"{module}.py")
    shutil.copyfile(SOURCE_ROOT / "inference.py", code / "inference.py")
    shutil.copyfile(SOURCE_ROOT / "requirements-serve.txt", code / "requirements.txt")


def pack(directory: Path, target: Path) -> None:
    """Pack `directory` as gzip'd tar: sorted names, no times, no owners, mode 644."""
    stream = io.BytesIO()
    # Level and header are fixed, so that only the content decides the bytes.
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=9, mtime=0, filename="") as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path in sorted(path for path in directory.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            content = path.read_bytes()
            member = tarfile.TarInfo(path.relative_to(directory).as_posix())
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    target.write_bytes(stream.getvalue())


def unpack(archive: Path, directory: Path) -> None:
    """Unpack a model.tar.gz, refusing links, devices and paths that leave `directory`."""
    with tarfile.open(archive, mode="r:gz") as opened:
        opened.extractall(directory, filter="data")
