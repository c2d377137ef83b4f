"""The server of a multi-model container: SageMaker's side of loading and unloading its models.

https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html
"""

import collections
import json
import shutil
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import urllib3

from local.hosting import artifact
from local.hosting.model_server import INVOCATION_SECONDS, TARGET_MODEL, ModelServer
from local.sagemaker.errors import ServiceError

VARIABLE = "SAGEMAKER_MULTI_MODEL"
_NO_ROOM, _NOT_LOADED, _ALREADY_LOADED = 507, 404, 409


class MultiModelServer(ModelServer):
    """`prefix` is where a TargetModel is an object in S3. Models stay loaded until there is no room."""

    def __init__(self, *, prefix: str, variables: Mapping[str, str], **server: Any) -> None:
        super().__init__(variables={**variables, VARIABLE: "true"}, **server)
        self._prefix = prefix.rstrip("/")
        self._loaded: collections.OrderedDict[str, str] = collections.OrderedDict()
        self._loading = threading.Lock()
        self._loaded_in: int | None = None

    def invoke(
        self, *, body: bytes, headers: Mapping[str, str], seconds: float = INVOCATION_SECONDS
    ) -> urllib3.BaseHTTPResponse:
        """Load the model that the header names, if it is not, and ask it."""
        target = headers.get(TARGET_MODEL)
        if target is None:
            message = "The request is missing a target model header: the endpoint is a multi-model endpoint."
            raise ServiceError(code="ValidationError", message=message)
        response = self._ask(target, body, headers, seconds)
        if response.status == _NOT_LOADED:
            self._forget(target)
            response = self._ask(target, body, headers, seconds)
        return response

    def loaded(self) -> list[str]:
        """Return the target models in memory, the least recently used first."""
        with self._loading:
            return list(self._loaded)

    def _ask(
        self, target: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> urllib3.BaseHTTPResponse:
        path = f"/models/{self._name(target)}/invoke"
        return self.request("POST", path, body=body, headers=headers, seconds=seconds)

    def _name(self, target: str) -> str:
        self.ensure_running()
        with self._loading:
            if self._loaded_in != self.pid:  # a process that was started again has nothing in memory
                self._loaded.clear()
                self._loaded_in = self.pid
            if target not in self._loaded:
                self._loaded[target] = self._load(target)
            self._loaded.move_to_end(target)
            return self._loaded[target]

    def _load(self, target: str) -> str:
        """Download and load one model, unloading the least recently used while the container has no room."""
        name = uuid.uuid4().hex
        folder = self.base / "models" / name / "model"
        self._place(target, folder)
        request = json.dumps({"model_name": name, "url": str(folder)}).encode()
        while True:
            answer = self.request("POST", "/models", body=request, headers={TARGET_MODEL: target, **_JSON})
            if answer.status in (200, _ALREADY_LOADED):
                return name
            if answer.status != _NO_ROOM or not self._loaded:
                shutil.rmtree(folder.parent, ignore_errors=True)
                raise _refused(target, answer)
            self._unload(*self._loaded.popitem(last=False))

    def _place(self, target: str, folder: Path) -> None:
        if ".." in target.split("/"):
            raise ServiceError(code="ValidationError", message=f"Target model {target!r} leaves the prefix.")
        url = f"{self._prefix}/{target.lstrip('/')}"
        try:
            artifact.place(url=url, into=folder)
        except ServiceError as error:
            shutil.rmtree(folder.parent, ignore_errors=True)
            message = f"Failed to download model data from {url}: {error.message}"
            raise ServiceError(code="ValidationError", message=message) from error

    def _unload(self, target: str, name: str) -> None:
        self.request("DELETE", f"/models/{name}", headers={TARGET_MODEL: target})
        shutil.rmtree(self.base / "models" / name, ignore_errors=True)

    def _forget(self, target: str) -> None:
        with self._loading:
            self._loaded.pop(target, None)


_JSON = {"Content-Type": "application/json"}


def _refused(target: str, answer: urllib3.BaseHTTPResponse) -> ServiceError:
    text = answer.data.decode("utf-8", "replace")
    message = f'Received server error ({answer.status}) while loading {target} with message "{text}".'
    return ServiceError(
        code="ModelError", message=message, status=424, OriginalStatusCode=answer.status, OriginalMessage=text
    )
