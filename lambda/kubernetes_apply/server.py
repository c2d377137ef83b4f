"""The port of core.py on a Kubernetes API server: three verbs over HTTPS, trusting its own authority."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from kubernetes_apply.core import RefusedError, UnreachableError

OWNER = "lab2api"
"""Server-side apply keeps who set which field; what an autoscaler sets stays the autoscaler's."""
TIMEOUT_SECONDS = 15


class ApiServer:
    """`token` is asked before each call; every answer but a 2xx is raised, sorted by what it means."""

    def __init__(self, *, endpoint: str, certificate_authority: str, token: Callable[[], str]) -> None:
        self._endpoint, self._token = endpoint, token
        self._tls = ssl.create_default_context(cadata=certificate_authority)

    def get(self, path: str) -> dict[str, Any] | None:
        """Read an object, None where there is none."""
        try:
            return self._call("GET", path)
        except RefusedError as error:
            if error.status == 404:
                return None
            raise

    def apply(self, path: str, manifest: dict[str, Any]) -> dict[str, Any]:
        """Create or change an object (Kubernetes documentation, server-side apply); JSON is YAML, too.

        `force` takes a field over that somebody changed by hand, `Strict` refuses a misspelt one.
        """
        query = f"?fieldManager={OWNER}&force=true&fieldValidation=Strict"
        return self._call("PATCH", path + query, manifest, content_type="application/apply-patch+yaml")

    def delete(self, path: str) -> None:
        """Ask for an object's end, with what it owns first; one that is not there is no error."""
        try:
            self._call("DELETE", path, {"propagationPolicy": "Foreground"})
        except RefusedError as error:
            if error.status != 404:
                raise

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        content_type: str = "application/json",
    ) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the endpoint is https: settings.py
            f"{self._endpoint}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token()}",
                "Accept": "application/json",
                "Content-Type": content_type,
            },
        )
        try:
            with urllib.request.urlopen(  # noqa: S310 - as above
                request, timeout=TIMEOUT_SECONDS, context=self._tls
            ) as answer:
                found: dict[str, Any] = json.loads(answer.read())
                return found
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, _message(error.read())) from error
        except OSError as error:
            raise UnreachableError(str(error)) from error


def _message(body: bytes) -> str:
    """Take the server's own words out of a `Status`."""
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode(errors="replace")
