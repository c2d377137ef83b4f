"""The code of a function, unpacked as Lambda does: with the permissions that the archive has."""

import io
import zipfile
from pathlib import Path

_EXECUTABLE = 0o111


def unpack(archive: bytes, into: Path) -> None:
    """Unpack; `zipfile` alone would leave a start script without the right to run."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for entry in opened.infolist():
            path = Path(opened.extract(entry, into))
            mode = entry.external_attr >> 16
            if mode & _EXECUTABLE and path.is_file():
                path.chmod(path.stat().st_mode | _EXECUTABLE)
