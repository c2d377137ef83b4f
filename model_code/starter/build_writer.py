#!/usr/bin/env python3
"""Make the starter model that writes text, from the two texts beside it; the same texts give the same bytes.

The texts were written for this project and are under its licence.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
NAME = "lesson-writer"
LANGUAGES = ("en", "vi")


def build(directory: Path) -> None:
    """Write card.json and model.tar.gz into `directory`."""
    sys.path.insert(0, str(HERE.parent))
    from generative.training import train
    from tabular.artifact import pack

    texts = {
        language: (HERE / NAME / f"{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES
    }
    with tempfile.TemporaryDirectory() as folder:
        train(
            texts,
            Path(folder),
            name=NAME,
            version="starter",
            description="A trigram model: goes on with a sentence about data, in English or Vietnamese.",
            source="model_code/starter/lesson-writer: texts of this project, Apache-2.0",
        )
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(folder) / "card.json", directory / "card.json")
        pack(Path(folder), directory / "model.tar.gz")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=HERE / NAME, help="folder to write to")
    build(arguments.parse_args().into)
