"""Guardrails by account, region and id: a draft that changes, and numbered versions that do not."""

import secrets
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ministack.core.responses import get_account_id, get_region

from local.sagemaker.errors import ServiceError

DRAFT = "DRAFT"

_lock = threading.Lock()
_kept: dict[tuple[str, str, str], dict[str, "Guardrail"]] = {}


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """One version: what it says when it blocks, and the words that it blocks."""

    id: str
    name: str
    version: str
    blocked_input: str
    blocked_output: str
    words: tuple[str, ...]
    created: datetime

    @property
    def arn(self) -> str:
        """The ARN, which is the same for every version."""
        return f"arn:aws:bedrock:{get_region()}:{get_account_id()}:guardrail/{self.id}"


def keep(
    *, name: str, blocked_input: str, blocked_output: str, words: tuple[str, ...], id_: str | None = None
) -> Guardrail:
    """Keep a new draft, or one in place of the draft of `id_`."""
    draft = Guardrail(
        id=id_ or secrets.token_hex(6),
        name=name,
        version=DRAFT,
        blocked_input=blocked_input,
        blocked_output=blocked_output,
        words=words,
        created=datetime.now(UTC),
    )
    with _lock:
        _kept.setdefault(_key(draft.id), {})[DRAFT] = draft
    return draft


def publish(identifier: str) -> Guardrail:
    """Give the draft a number as it is now; `ServiceError` (ResourceNotFoundException) if there is none."""
    draft = get(identifier, version=DRAFT)
    with _lock:
        versions = _kept[_key(draft.id)]
        numbered = replace(draft, version=str(len(versions)))
        versions[numbered.version] = numbered
    return numbered


def get(identifier: str, *, version: str) -> Guardrail:
    """Return a version by id or ARN; `ServiceError` (ResourceNotFoundException) if there is none."""
    found = _kept.get(_key(_id(identifier)), {}).get(version)
    if found is None:
        message = f"Guardrail {identifier} with version {version} does not exist."
        raise ServiceError(code="ResourceNotFoundException", message=message)
    return found


def delete(identifier: str) -> None:
    """Forget a guardrail with its versions; `ServiceError` if there is none."""
    draft = get(identifier, version=DRAFT)
    with _lock:
        del _kept[_key(draft.id)]


def reset() -> None:
    """Forget all of them."""
    with _lock:
        _kept.clear()


def _id(identifier: str) -> str:
    return identifier.rpartition("/")[2]


def _key(id_: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), id_
