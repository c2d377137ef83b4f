"""Write a model directory and pack it as `model.tar.gz`, byte for byte the same for the same content."""

import gzip
import io
import shutil
import tarfile
from pathlib import Path

from tabular.card import Card
from tabular.predictor import CARD_FILE, MODEL_FILE

SOURCE_ROOT = Path(__file__).parents[1]
SERVING_MODULES = ("__init__", "card", "cells", "predictor", "problem", "rows", "text_rows")
"""What `inference.py` needs; the training modules and their libraries stay out of the artifact."""


def write_model(directory: Path, *, model: bytes, card: Card) -> None:
    """Write model.onnx, card.json and the `code/` folder that AWS's framework containers look for."""
    package = directory / "code" / "tabular"
    package.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(model)
    card.write(directory / CARD_FILE)
    shutil.copyfile(SOURCE_ROOT / "inference.py", package.parent / "inference.py")
    shutil.copyfile(SOURCE_ROOT / "requirements-serve.txt", package.parent / "requirements.txt")
    for module in SERVING_MODULES:
        shutil.copyfile(SOURCE_ROOT / "tabular" / f"{module}.py", package / f"{module}.py")


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
