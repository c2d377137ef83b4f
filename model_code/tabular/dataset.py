"""Read training CSVs as text, so that every later decision about a column's type is ours and stated."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

GAPS = ("", "NA", "N/A", "NaN", "nan", "null", "NULL")
"""Cell texts that mean "no value" in a training CSV."""
SEPARATORS = (",", ";", "\t")


class DataError(ValueError):
    """The data cannot be trained on; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Rows as text (gaps are NA), and the SHA-256 of the bytes they were read from."""

    frame: pd.DataFrame
    sha256: str


def read_channel(directory: Path) -> Dataset:
    """Read every `*.csv` below a SageMaker channel, in path order, as one table under one header."""
    paths = sorted(directory.rglob("*.csv")) if directory.is_dir() else []
    if not paths:
        raise DataError(f"no *.csv file in {directory}: put the data there, with a header row")
    return read_csv(paths)


def read_csv(paths: Iterable[Path]) -> Dataset:
    """Read CSV files with one common header row; the hash is of their bytes one after the other."""
    digest = hashlib.sha256()
    frames: list[pd.DataFrame] = []
    for path in paths:
        content = path.read_bytes()
        digest.update(content)
        frames.append(_parse(content, path.name))
        if list(frames[0].columns) != list(frames[-1].columns):
            raise DataError(f"{path.name}: its header differs from the first file's")
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return Dataset(frame=frame, sha256=digest.hexdigest())


def _parse(content: bytes, name: str) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: not UTF-8 text ({error}); save it as UTF-8 CSV") from error
    separator, header = _header(text, name)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=0,
            names=header,
            index_col=False,
            dtype="str",
            keep_default_na=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise DataError(f"{name}: {error}") from error
    frame = frame.apply(lambda column: column.str.strip())
    return frame.mask(frame.isin(GAPS))


def _header(text: str, name: str) -> tuple[str, list[str]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=separator), [])]
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if twice:
        raise DataError(f"{name}: column {twice[0]!r} appears twice in the header")
    if not any(header):
        raise DataError(f"{name}: the file is empty; its first row must name the columns")
    return separator, [cell or f"unnamed {number}" for number, cell in enumerate(header, start=1)]
