"""Questions to a running emulator about itself, under `/_lab2api/`."""

import ssl
import urllib.request

from local.settings import Settings


def get(settings: Settings, path: str) -> bytes:
    """Return what `/_lab2api/<path>` answers; `OSError` if nobody answers."""
    trust = ssl.create_default_context(cafile=settings.certificate) if settings.strict else None
    url = f"{settings.endpoint_url}/_lab2api/{path}"
    with urllib.request.urlopen(url, timeout=5, context=trust) as answer:  # noqa: S310 - our own loopback URL
        return bytes(answer.read())
