"""Personal tokens: made by `lab2api class links`, shown once, and kept in the ledger as hashes alone.

A token is `<lookup id>.<secret>`. The id finds the item, the secret has 256 bits, so that a plain SHA-256 of
it cannot be searched: hashes that are slow on purpose are for passwords, which people choose.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from class_ledger.items import items_below

PREFIX = "token#"
LOOKUP_BYTES, SECRET_BYTES = 8, 32
LOOKUP = re.compile(r"[0-9a-f]{16}")
KEPT_DAYS = 90
"""How long the ledger remembers a token that was revoked."""
NO_LOOKUP = "none"
"""What is asked for in place of an id that cannot be one, so that a malformed token costs the same call."""
NOBODYS = {
    "Class": "",
    "Item": f"{PREFIX}{NO_LOOKUP}",
    "digest": "0" * 64,
    "slug": None,
    "created": "1970-01-01T00:00:00+00:00",
}
"""What is read in place of an item that is not there: an unknown id costs what a wrong secret costs."""


class Token(BaseModel):
    """An item of the ledger below `token#<lookup>`; `slug` is the student, None for the instructor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_name: str
    lookup: str
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    slug: str | None
    created: datetime
    revoked: datetime | None = None

    @property
    def opens(self) -> bool:
        """Whether it is someone's, and still good."""
        return (self.lookup != NO_LOOKUP) & (self.revoked is None)


def new_token(class_name: str, *, slug: str | None, now: datetime) -> tuple[str, Token]:
    """Make a token: the text to hand over, and what is kept of it."""
    lookup, secret = secrets.token_hex(LOOKUP_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    text = f"{lookup}.{secret}"
    kept = digest(class_name, text)
    return text, Token(class_name=class_name, lookup=lookup, digest=kept, slug=slug, created=now)


def digest(class_code: str, text: str) -> str:
    """Hash a token together with the class's code: one token opens one class."""
    return hashlib.sha256(f"{class_code}\n{text}".encode()).hexdigest()


def lookup_of(text: str) -> str:
    """Return the id that a token begins with; `none` for text that is no token."""
    lookup = text.partition(".")[0]
    return lookup if LOOKUP.fullmatch(lookup) else NO_LOOKUP


class Tokens:
    """`table` is a boto3 Table, whose keys are `Class` and `Item`."""

    def __init__(self, *, table: Any) -> None:
        self._table = table

    def put(self, tokens: Iterable[Token]) -> None:
        """Keep new tokens, 25 a call."""
        with self._table.batch_writer() as batch:
            for token in tokens:
                batch.put_item(Item=_item(token))

    def find(self, class_name: str, lookup: str) -> Token:
        """Return the token with this id, revoked or not; nobody's where there is none."""
        key = {"Class": class_name, "Item": f"{PREFIX}{lookup}"}
        return _token(self._table.get_item(Key=key, ConsistentRead=True).get("Item", NOBODYS))

    def all(self, class_name: str) -> Iterator[Token]:
        """Yield every token of a class, revoked ones too."""
        yield from map(_token, items_below(self._table, class_name, PREFIX))

    def revoke(self, tokens: Iterable[Token], *, now: datetime) -> None:
        """Let tokens open nothing from now on; when they first stopped working stays."""
        expires = int((now + timedelta(days=KEPT_DAYS)).timestamp())
        with self._table.batch_writer() as batch:
            for token in tokens:
                revoked = token.model_copy(update={"revoked": token.revoked or now})
                batch.put_item(Item=_item(revoked) | {"Expires": expires})


def _item(token: Token) -> dict[str, Any]:
    kept = token.model_dump(mode="json", exclude={"class_name", "lookup"})
    return {"Class": token.class_name, "Item": f"{PREFIX}{token.lookup}", **kept}


def _token(item: dict[str, Any]) -> Token:
    """Read an item; every item and nobody's by the same steps, whatever else is in it."""
    return Token.model_validate(
        {
            "class_name": item["Class"],
            "lookup": item["Item"].removeprefix(PREFIX),
            "digest": item["digest"],
            "slug": item["slug"],
            "created": item["created"],
            "revoked": item.get("revoked"),
        }
    )
