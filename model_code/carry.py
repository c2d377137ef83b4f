"""Put into a text classifier's model.tar.gz what AWS's PyTorch containers lack, so that they need no network.

    python model_code/carry.py model.tar.gz --into accelerated.tar.gz [--python 3.12]

An isolated container cannot install code/requirements.txt from PyPI: it installs from code/wheels, which this
fills on a machine that can. The text pipeline's job Train does the same by itself; this is for archives made
elsewhere. Their Python is in config/catalogs/deep_learning_containers.toml.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tabular.artifact import SOURCE_ROOT, pack, unpack
from text_classifier.carried import add_for_chips, add_wheels
from text_classifier.wheels import LOCK, words

Download = Callable[[Path, Path, str], None]
"""Fills a folder with the wheels of a lock, for a version of Python."""


def carry(archive: Path, target: Path, *, python: str, download: Download) -> None:
    """Write `archive` again as `target`, with wheels in its code/ and, if it is an old one, modules."""
    with TemporaryDirectory() as made:
        directory, wheels = Path(made, "model"), Path(made, "wheels")
        unpack(archive, directory)
        code = directory / "code"
        add_for_chips(code)
        download(SOURCE_ROOT / LOCK, wheels, python)
        add_wheels(code, wheels)
        pack(directory, target)


def download(lock: Path, wheels: Path, python: str) -> None:
    """Ask PyPI, by pip, for wheels that run on the containers' Linux."""
    told = words(lock=str(lock), into=str(wheels), python=python)
    subprocess.run([sys.executable, "-m", *told], check=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--python", default="3.12")
    told = parser.parse_args()
    carry(told.archive, told.into, python=told.python, download=download)


if __name__ == "__main__":
    main()
