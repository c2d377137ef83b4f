"""One model server of a variant: its process is watched, and started again when it has died."""

import collections
import contextvars
import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import urllib3

from local.hosting.container_log import ContainerLog
from local.hosting.server_process import ServerProcess
from local.sagemaker.errors import ServiceError
from local.settings import Settings

RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
RESTART_WAIT_SECONDS = 4.0
"""How long a request waits for a process that is starting again, before it is told to come back."""
INVOCATION_SECONDS = 60.0
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html"""

TARGET_MODEL = "X-Amzn-SageMaker-Target-Model"
"""https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html"""

logger = logging.getLogger("lab2api")


class ModelServer:
    """`base` holds `model/`; what the process prints goes to `log`."""

    def __init__(
        self, *, settings: Settings, log: ContainerLog, base: Path, variables: Mapping[str, str]
    ) -> None:
        self.base = base
        self._settings = settings
        self._log = log
        self._variables = dict(variables)
        # Logs belong to the account and region of who made the server, whichever thread restarts it.
        self._context = contextvars.copy_context()
        self._changed = threading.Condition()
        self._restarts: collections.deque[float] = collections.deque(maxlen=RESTARTS)
        self._process: ServerProcess | None = None
        self._starting = False
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """Return the process id, or None before the start."""
        return self._process.pid if self._process else None

    def invocations_url(self) -> str:
        """Return where a running process answers, after starting a dead one again."""
        return self._running().url("/invocations")

    def start(self, *, seconds: float) -> None:
        """Start the process and wait until `GET /ping` answers; `ServiceError` after `seconds`."""
        with self._changed:
            if self._stopped:
                raise ServiceError(message="The model server was stopped before it had started.")
            process = ServerProcess(settings=self._settings, base=self.base, variables=self._variables)
            self._process = process
        self._in_background(self._log.follow, process.output)
        try:
            process.wait_for_ping(seconds)
        except ServiceError as error:
            process.stop()
            raise ServiceError(message=f"{error.message} {self.said()}") from error

    def invoke(
        self, *, body: bytes, headers: Mapping[str, str], seconds: float = INVOCATION_SECONDS
    ) -> urllib3.BaseHTTPResponse:
        """`POST /invocations`. A dead process is started again first; `ServiceError` (503) if that lasts."""
        if TARGET_MODEL in headers:
            message = "The endpoint is not a multi-model endpoint and does not support target model header."
            raise ServiceError(code="ValidationError", message=message)
        return self.request("POST", "/invocations", body=body, headers=headers, seconds=seconds)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = INVOCATION_SECONDS,
    ) -> urllib3.BaseHTTPResponse:
        """Send any request of the container contract, after starting a dead process again."""
        for _ in range(2):
            process = self._running()
            try:
                return process.request(method, path, body=body, headers=headers or {}, seconds=seconds)
            except urllib3.exceptions.NewConnectionError:
                # It ended between the look and the call. Nothing was sent, so sending once more is safe, when
                # the system says that it has ended: its port is closed a little earlier.
                process.wait_for_end()
        raise self._unavailable("does not take connections: try again in a few seconds")

    def ensure_running(self) -> None:
        """Begin to start a dead process again, in the background, at most RESTARTS times a minute."""
        with self._changed:
            if self._stopped or self._starting or self._alive() or self.keeps_ending():
                return
            if self._process is not None:
                self._process.forget()
            self._restarts.append(time.monotonic())
            self._starting = True
        self._in_background(self._restart)

    def keeps_ending(self) -> bool:
        """Whether a dead process is left dead: it ended RESTARTS times within a minute."""
        if self._starting or self._alive() or len(self._restarts) < RESTARTS:
            return False
        return time.monotonic() - self._restarts[0] < RESTART_WINDOW_SECONDS

    def said(self) -> str:
        """Return the last lines of the log, and where all of them are."""
        return f"Its last lines: {self._log.tail()} (all of them: log group {self._log.group})"

    def stop(self) -> None:
        """End the process and remove its folder."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._process is not None:
            self._process.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def _restart(self) -> None:
        try:
            self.start(seconds=INVOCATION_SECONDS)
        except ServiceError as error:
            logger.warning("%s: %s", self._log.group, error.message)
        finally:
            with self._changed:
                self._starting = False
                self._changed.notify_all()

    def _running(self) -> ServerProcess:
        """Wait for a process that takes requests; `ServiceError` (503) if there is none soon."""
        self.ensure_running()
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._starting, RESTART_WAIT_SECONDS)
            if self._process is not None and self._process.alive and not self._starting:
                return self._process
            state = "keeps ending" if self.keeps_ending() else "is starting again: try again in a few seconds"
        raise self._unavailable(state)

    def _unavailable(self, state: str) -> ServiceError:
        message = f"The model server {state}. {self.said()}"
        return ServiceError(code="ServiceUnavailable", message=message, status=503)

    def _in_background(self, work: Callable[..., None], *arguments: object) -> None:
        context = self._context.copy()
        threading.Thread(target=context.run, args=(work, *arguments), daemon=True).start()

    def _alive(self) -> bool:
        return self._process is not None and self._process.alive
