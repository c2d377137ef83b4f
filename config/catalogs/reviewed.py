"""The public files that the generators read: exactly those that were reviewed."""

from hashlib import sha256
from pathlib import Path


def reviewed(path: Path, *, checksum: str) -> bytes:
    """Return the file's bytes; one that is not the one reviewed ends the command."""
    content = path.read_bytes()
    if sha256(content).hexdigest() != checksum:
        raise SystemExit(f"{path} is not the file that was reviewed: its SHA-256 is not {checksum}")
    return content
