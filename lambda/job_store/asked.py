"""What a request may say about a job: whether it wants one, and under which key it is found again."""

from collections.abc import Mapping
from typing import Literal

from http_api.problems import invalid, printable

KEY_HEADER = "idempotency-key"
Mode = Literal["sync", "async"] | None
LONGEST_KEY = 255


def idempotency_key(headers: Mapping[str, str]) -> str | None:
    """Read the client's Idempotency-Key (IETF draft of that name); printable ASCII, as headers are."""
    key = headers.get(KEY_HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise invalid("Idempotency-Key", f"must be 1 to {LONGEST_KEY} printable ASCII characters")
    return key


def read_mode(value: str | None) -> Mode:
    """Read the query parameter `mode`; None lets the request decide."""
    if value is None:
        return None
    if value == "sync":
        return "sync"
    if value == "async":
        return "async"
    raise invalid("mode", f"is '{printable(value)}': choose sync or async, or leave it away")
