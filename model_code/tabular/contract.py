"""What every server of a model shares: ASGI's types, one body in, one answer out, and what is refused."""

from collections.abc import Awaitable, Callable, Coroutine
from http import HTTPStatus
from typing import Any

from tabular.problem import PROBLEM_JSON, RequestError
from tabular.rows import JSON

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

CUSTOM_ATTRIBUTES = b"x-amzn-sagemaker-custom-attributes"
ALLOWED = {"/ping": ("GET", "HEAD"), "/invocations": ("POST",)}


def container_app(invoke: Callable[[Scope, Receive, Send], Awaitable[None]]) -> Application:
    """Make the application of a container: `invoke` answers POST /invocations."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"this server speaks HTTP only, not {scope['type']}")
        path, method = scope["path"], scope["method"]
        if path == "/invocations" and method == "POST":
            await invoke(scope, receive, send)
        elif path == "/ping" and method in ALLOWED["/ping"]:
            await answer_whole(send, HTTPStatus.OK, b"", JSON)
        else:
            await refuse(send, path)

    return app


def naming(model_version: str | None) -> Headers:
    """Return the header by which an answer names its model's version.

    X-Amzn-SageMaker-Custom-Attributes is a list of `name=value` separated by `;`.
    """
    return ((CUSTOM_ATTRIBUTES, b"model-version=" + model_version.encode()),) if model_version else ()


async def read_body(headers: dict[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """Read the request's body; a RequestError (413) above `limit` bytes."""
    chunks: list[bytes] = []
    length, more = 0, int(headers.get(b"content-length", b"0")) <= limit
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestError(HTTPStatus.BAD_REQUEST, "The caller left before the body ended.")
        chunks.append(message["body"])
        length += len(message["body"])
        more = message["more_body"] and length <= limit
    if not chunks or length > limit:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {limit} bytes.")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def answer_whole(
    send: Send, status: HTTPStatus, body: bytes, media_type: str, *more: tuple[bytes, bytes]
) -> None:
    """Answer at once; `more` are headers."""
    headers = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, path: str) -> None:
    """Answer what is not of the contract: 404, or 405 with what is allowed."""
    if path in ALLOWED:
        allowed = ", ".join(ALLOWED[path])
        problem = RequestError(HTTPStatus.METHOD_NOT_ALLOWED, f"Use {allowed}.")
        await answer_whole(send, problem.status, problem.body(), PROBLEM_JSON, (b"allow", allowed.encode()))
    else:
        problem = RequestError(HTTPStatus.NOT_FOUND, "This container answers /ping and /invocations.")
        await answer_whole(send, problem.status, problem.body(), PROBLEM_JSON)
