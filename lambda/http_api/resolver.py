"""From an event to the function of its route, and from its response to what API Gateway takes.

Powertools' event handler does this and much that no route here needs; its import is a sixth of a cold start
(docs/decisions/0002-cold-start.md).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext

from .event import ApiEvent

Body = TypeVar("Body")
Route = TypeVar("Route", bound=Callable[..., "Response[str]"])
Told = TypeVar("Told", bound=Callable[[Any], "Response[str]"])


@dataclass(frozen=True, kw_only=True)
class Response(Generic[Body]):
    """What a route answers."""

    status_code: int
    content_type: str
    body: Body
    headers: Mapping[str, str]


class NotFoundError(Exception):
    """No route has this method and path."""


class Resolver:
    """Routes by method and path; `<name>` in a path is one segment and an argument of the function.

    An execution environment of Lambda answers one request at a time, so the request at hand lives here.
    """

    current_event: ApiEvent
    lambda_context: LambdaContext

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Response[str]]]] = []
        self._errors: dict[type[Exception], Callable[[Any], Response[str]]] = {}

    def get(self, path: str) -> Callable[[Route], Route]:
        """Register what answers GET."""
        return self._route("GET", path)

    def post(self, path: str) -> Callable[[Route], Route]:
        """Register what answers POST."""
        return self._route("POST", path)

    def exception_handler(self, kind: type[Exception]) -> Callable[[Told], Told]:
        """Register what answers for an exception of this class, unless one nearer to it is registered."""

        def register(function: Told) -> Told:
            self._errors[kind] = function
            return function

        return register

    def resolve(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer an event in API Gateway's output format."""
        self.current_event, self.lambda_context = ApiEvent(event), context
        response = self._answer()
        headers = {"Content-Type": response.content_type, **response.headers}
        return {
            "statusCode": response.status_code,
            "body": response.body,
            "isBase64Encoded": False,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
        }

    def _route(self, method: str, path: str) -> Callable[[Route], Route]:
        parts = re.split(r"<(\w+)>", path)
        names = [f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)]
        pattern = re.compile("".join(names) + "/*")

        def register(function: Route) -> Route:
            self._routes.append((method, pattern, function))
            return function

        return register

    def _answer(self) -> Response[str]:
        try:
            function, arguments = self._find(self.current_event.method, self.current_event.path)
            return function(**arguments)
        except Exception as error:
            for kind in type(error).__mro__:
                if kind in self._errors:
                    return self._errors[kind](error)
            raise

    def _find(self, method: str, path: str) -> tuple[Callable[..., Response[str]], dict[str, str]]:
        for verb, pattern, function in self._routes:
            if verb == method and (found := pattern.fullmatch(path)):
                return function, found.groupdict()
        raise NotFoundError(path)
