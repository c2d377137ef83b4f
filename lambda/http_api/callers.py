"""Who calls: the identity that pays for a request and that owns its jobs and uploads."""

from collections.abc import Mapping
from typing import Any


def client_of(event: Mapping[str, Any]) -> str:
    """Name who asks and pays: the API key's id, else the token's subject, else the IAM principal's unique id.

    A role's caller is `AROA...:session` (IAM guide, "Unique identifiers"): the session's name is left away,
    so that a role finds its jobs and uploads again whatever its next session is called.
    """
    context = event.get("requestContext") or {}
    identity = context.get("identity") or {}
    claims = (context.get("authorizer") or {}).get("claims") or {}
    principal = str(identity.get("caller") or "").partition(":")[0]
    return str(identity.get("apiKeyId") or claims.get("sub") or principal or "unknown")
