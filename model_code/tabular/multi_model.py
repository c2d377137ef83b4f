"""SageMaker's contract for a container of many models: load, list, describe, unload and invoke by name.

https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html
"""

import asyncio
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, unquote

import orjson
from pydantic import ValidationError

from tabular.app import create_app
from tabular.contract import Application, Receive, Scope, Send
from tabular.predictor import BrokenArtifactError, Predictor
from tabular.problem import PROBLEM_JSON, RequestError
from tabular.rows import JSON

PAGE = 100
"""Models a page of the list."""
_LARGEST_COMMAND = 65_536


class Models:
    """The loaded models by the opaque name that SageMaker gave each; `most` at once."""

    def __init__(self, *, base: Path, most: int, max_body_bytes: int) -> None:
        self._base = base.resolve()
        self._most = most
        self._max_body_bytes = max_body_bytes
        self._loaded: dict[str, tuple[str, Application]] = {}

    def load(self, name: str, url: str) -> dict[str, str]:
        """Load the model directory `url`, which lies below the container's base folder.

        Raises RequestError: 409 if the name is loaded, 507 if there is no room, 400 for a broken artifact.
        """
        if name in self._loaded:
            raise RequestError(HTTPStatus.CONFLICT, f"Model {name} is already loaded.")
        if len(self._loaded) >= self._most:
            raise RequestError(HTTPStatus.INSUFFICIENT_STORAGE, f"{self._most} models are loaded.")
        directory = Path(url).resolve()
        if not directory.is_relative_to(self._base):
            raise RequestError(HTTPStatus.BAD_REQUEST, f"url must lie below {self._base}.")
        try:
            predictor = Predictor.load(directory)
        except (BrokenArtifactError, ValidationError) as error:
            raise RequestError(HTTPStatus.BAD_REQUEST, f"The model cannot be loaded: {error}") from error
        except MemoryError as error:
            raise RequestError(HTTPStatus.INSUFFICIENT_STORAGE, "There is no memory left.") from error
        self._loaded[name] = (url, create_app(predictor, max_body_bytes=self._max_body_bytes))
        return self.describe(name)

    def describe(self, name: str) -> dict[str, str]:
        """Return a loaded model; RequestError (404) if it is not."""
        return {"modelName": name, "modelUrl": self._find(name)[0]}

    def listed(self, start: int) -> dict[str, object]:
        """Return a page of the loaded models, from number `start`."""
        names = list(self._loaded)
        more = {"nextPageToken": str(start + PAGE)} if len(names) > start + PAGE else {}
        return {"models": [self.describe(name) for name in names[start : start + PAGE]], **more}

    def unload(self, name: str) -> dict[str, str]:
        """Forget a model; RequestError (404) if it is not loaded."""
        described = self.describe(name)
        del self._loaded[name]
        return described

    def application(self, name: str) -> Application:
        """Return the application that answers for a model; RequestError (404) if it is not loaded."""
        return self._find(name)[1]

    def _find(self, name: str) -> tuple[str, Application]:
        if name not in self._loaded:
            raise RequestError(HTTPStatus.NOT_FOUND, f"Model {name} is not loaded.")
        return self._loaded[name]


def create_multi_model_app(models: Models) -> Application:
    """Make the application; `POST /models/{name}/invoke` is `POST /invocations` of that model."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"this server speaks HTTP only, not {scope['type']}")
        try:
            parts = [
                unquote(part) for part in scope.get("raw_path", scope["path"].encode()).decode().split("/")
            ]
            if scope["method"] == "POST" and len(parts) == 4 and (parts[1], parts[3]) == ("models", "invoke"):
                await models.application(parts[2])({**scope, "path": "/invocations"}, receive, send)
                return
            await _answer(send, HTTPStatus.OK, await _command(models, scope, parts[1:], receive), JSON)
        except RequestError as problem:
            await _answer(send, problem.status, problem.body(), PROBLEM_JSON)

    return app


async def _command(models: Models, scope: Scope, parts: list[str], receive: Receive) -> bytes:
    method = scope["method"]
    if parts == ["ping"] and method in ("GET", "HEAD"):
        return b""
    if parts == ["models"] and method == "POST":
        name, url = _named(await _body(receive))
        return orjson.dumps(await asyncio.to_thread(models.load, name, url))
    if parts == ["models"] and method == "GET":
        return orjson.dumps(models.listed(_page(scope.get("query_string", b""))))
    if len(parts) == 2 and parts[0] == "models" and method in ("GET", "DELETE"):
        return orjson.dumps(models.describe(parts[1]) if method == "GET" else models.unload(parts[1]))
    raise RequestError(
        HTTPStatus.NOT_FOUND, "This container answers /ping, /models and /models/{name}/invoke."
    )


def _named(body: bytes) -> tuple[str, str]:
    try:
        command = orjson.loads(body)
        return str(command["model_name"]), str(command["url"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        message = 'The body must be {"model_name": "...", "url": "..."}.'
        raise RequestError(HTTPStatus.BAD_REQUEST, message) from error


def _page(query: bytes) -> int:
    token = parse_qs(query.decode("latin-1")).get("next_page_token", ["0"])[0]
    if not token.isdecimal():
        raise RequestError(HTTPStatus.BAD_REQUEST, "next_page_token is not one that this container gave out.")
    return int(token)


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more and len(body) <= _LARGEST_COMMAND:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _answer(send: Send, status: HTTPStatus, body: bytes, media_type: str) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
