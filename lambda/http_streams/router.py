"""Which function of ours opens the stream of a path."""

import re
from collections.abc import Callable
from functools import partial

from http_api.metered import Work

from .events import Source
from .exchange import StreamRequest

Opens = Callable[..., Source]
Found = Callable[[StreamRequest, Work], Source]
_PARAMETER = re.compile(r"<(\w+)>")


class Router:
    """POST routes in the notation of Powertools' resolver: `/v1/models/<model>/stream`."""

    def __init__(self) -> None:
        self._routes: list[tuple[re.Pattern[str], Opens]] = []

    def post(self, path: str) -> Callable[[Opens], Opens]:
        """Register what opens the stream of a path; it gets the request, its means, and the parameters."""
        pattern = re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", path))

        def register(opens: Opens) -> Opens:
            self._routes.append((pattern, opens))
            return opens

        return register

    def find(self, path: str) -> Found | None:
        """Return what opens the stream of this path, None when there is no such route."""
        for pattern, opens in self._routes:
            if matched := pattern.fullmatch(path):
                return partial(opens, **matched.groupdict())
        return None
