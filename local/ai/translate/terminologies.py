"""Custom terminologies: CSV or TSV files of terms, by account, region and name."""

import csv
import hashlib
import io
import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from ministack.core.responses import get_account_id, get_region

from local.sagemaker.errors import ServiceError

MOST_BYTES = 10_000_000
"""https://docs.aws.amazon.com/translate/latest/dg/what-is-limits.html"""

_lock = threading.Lock()
_kept: dict[tuple[str, str, str], "Terminology"] = {}


@dataclass(frozen=True, kw_only=True)
class Terminology:
    """A terminology: `rows` of terms in the order of `languages`, the first of which is the source."""

    name: str
    description: str
    format: str
    directionality: str
    file: bytes
    languages: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    created: datetime
    updated: datetime

    @property
    def arn(self) -> str:
        """The ARN, with the version that the content decides."""
        digest = hashlib.sha256(self.file).hexdigest()[:16]
        return f"arn:aws:translate:{get_region()}:{get_account_id()}:terminology/{self.name}/{digest}"

    def terms(self, *, source: str, target: str) -> dict[str, str]:
        """Return the terms from one language to another; none if the file lacks one of them.

        The source of a one-directional (UNI) terminology is its first language, and no other.
        """
        sources = self.languages if self.directionality == "MULTI" else self.languages[:1]
        if source not in sources or target not in self.languages:
            return {}
        of, to = self.languages.index(source), self.languages.index(target)
        return {row[of]: row[to] for row in self.rows if row[of] and row[to]}


def keep(
    *, name: str, file: bytes, format_: str, directionality: str = "UNI", description: str = ""
) -> Terminology:
    """Parse and keep a terminology, in place of one of the same name.

    Raises `ServiceError` (InvalidParameterValueException, LimitExceededException) for a wrong file.
    """
    languages, rows = _parsed(file, format_)
    now = datetime.now(UTC)
    with _lock:
        before = _kept.get(_key(name))
        _kept[_key(name)] = Terminology(
            name=name,
            description=description,
            format=format_,
            directionality=directionality,
            file=file,
            languages=languages,
            rows=rows,
            created=before.created if before else now,
            updated=now,
        )
        return _kept[_key(name)]


def get(name: str) -> Terminology:
    """Return a terminology; `ServiceError` (ResourceNotFoundException) if there is none."""
    if (found := _kept.get(_key(name))) is None:
        raise ServiceError(code="ResourceNotFoundException", message=f"Terminology {name} does not exist.")
    return found


def delete(name: str) -> None:
    """Forget a terminology; `ServiceError` if there is none."""
    get(name)
    with _lock:
        del _kept[_key(name)]


def every() -> list[Terminology]:
    """Return the terminologies of this account and region, by name."""
    return [found for key, found in sorted(_kept.items()) if key[:2] == _key("")[:2]]


def reset() -> None:
    """Forget all of them."""
    with _lock:
        _kept.clear()


def _parsed(file: bytes, format_: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if format_ not in ("CSV", "TSV"):
        raise _invalid(f"Format {format_} has no stand-in: give CSV or TSV.")
    if len(file) > MOST_BYTES:
        raise ServiceError(code="LimitExceededException", message=f"The file exceeds {MOST_BYTES} bytes.")
    try:
        text = unicodedata.normalize("NFC", file.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _invalid(f"The terminology file is no UTF-8: {error}") from error
    dialect = csv.excel_tab if format_ == "TSV" else csv.excel
    rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), dialect) if any(row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise _invalid("A terminology needs a header of at least two language codes, and one term.")
    if any(len(row) != len(rows[0]) for row in rows):
        raise _invalid("Every row of a terminology needs a cell for each language of the header.")
    return rows[0], tuple(rows[1:])


def _invalid(message: str) -> ServiceError:
    return ServiceError(code="InvalidParameterValueException", message=message)


def _key(name: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), name
