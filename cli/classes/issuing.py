"""Personal links: whose there are, new ones, and the end of old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from class_ledger.tokens import Token, Tokens, new_token
from config.roster import Roster

INSTRUCTOR = "instructor"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who gets a link: a student by slug, or the instructor, whose slug is None."""

    slug: str | None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link as it is handed over, once: what is after its `#` no browser sends to a server."""

    holder: Holder
    token: str
    address: str

    def row(self) -> dict[str, str]:
        """Return it as a row of a CSV; `who` is the slug."""
        group, who = self.holder.group, self.holder.slug or INSTRUCTOR
        role = "student" if self.holder.slug else INSTRUCTOR
        return {"who": who, "role": role, "group": group, "token": self.token, "link": self.address}


class Links:
    """The tokens of a class in its ledger; `door` is where it signs in."""

    def __init__(self, *, table: Any, roster: Roster, door: str) -> None:
        self._tokens, self._roster, self._door = Tokens(table=table), roster, door

    def valid(self, holders: Sequence[Holder], *, and_of_the_dropped: bool) -> list[Token]:
        """List the tokens that open today, of these holders; or also of students who left the roster."""
        named = {one.slug for one in self._roster.students}
        slugs = {holder.slug for holder in holders}
        return [
            token
            for token in self._tokens.all(self._roster.name)
            if token.opens
            and (token.slug in slugs or (and_of_the_dropped and token.slug and token.slug not in named))
        ]

    def issue(self, holders: Sequence[Holder], *, now: datetime) -> list[Link]:
        """Make a link for each; the ledger gets hashes."""
        made = [(holder, *new_token(self._roster.name, slug=holder.slug, now=now)) for holder in holders]
        self._tokens.put(token for _, _, token in made)
        return [Link(holder=holder, token=text, address=self._address(text)) for holder, text, _ in made]

    def revoke(self, tokens: Sequence[Token], *, now: datetime) -> None:
        """End tokens: they open nothing from now on."""
        self._tokens.revoke(tokens, now=now)

    def _address(self, token: str) -> str:
        return f"{self._door}#{urlencode({'code': self._roster.name, 'token': token})}"
