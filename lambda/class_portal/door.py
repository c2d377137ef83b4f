"""Whether a code and a token open the door: the same steps for every token that does not."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from class_ledger.attempts import Attempts
from class_ledger.tokens import Token, Tokens, digest, lookup_of


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The token is not one; `often` where too many were not, of late and from this address."""

    often: bool


class Door:
    """`class_name` is the class whose tokens are in the ledger here."""

    def __init__(self, *, class_name: str, tokens: Tokens, attempts: Attempts) -> None:
        self._class, self._tokens, self._attempts = class_name, tokens, attempts

    def opens(self, *, code: str, token: str, source: str, now: datetime) -> Token | Refused:
        """Return whose token it is.

        An unknown id, a wrong secret, a revoked token and one of another class take the same steps: one item
        read, one hash, one comparison in constant time, one failure counted. What is left is the size of
        DynamoDB's answer, for an id of 64 bits that nobody can list. A right token is never held up by
        failures, which may be a neighbour's behind the same address.
        """
        held = self._tokens.find(self._class, lookup_of(token))
        if hmac.compare_digest(held.digest, digest(code, token)) & held.opens:
            return held
        return Refused(often=self._attempts.failed(self._class, source, now=now))
