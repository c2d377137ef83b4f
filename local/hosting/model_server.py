"""One production variant: a `serve.py` process with SageMaker's container contract, watched and restarted."""

import collections
import contextvars
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import urllib3

from local import children, environment
from local.hosting.container_log import ContainerLog
from local.sagemaker.errors import ServiceError
from local.settings import Settings

PING_SECONDS = 0.05
RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
INVOCATION_SECONDS = 60.0
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html"""

_pool = urllib3.PoolManager(num_pools=32, maxsize=64, retries=False)


class ModelServer:
    """`base` holds `model/`; the process listens on a free loopback port and logs to `log`."""

    def __init__(
        self, *, settings: Settings, log: ContainerLog, base: Path, variables: Mapping[str, str]
    ) -> None:
        self._settings = settings
        self._log = log
        self._base = base
        self._variables = dict(variables)
        self._lock = threading.Lock()
        self._restarts: collections.deque[float] = collections.deque(maxlen=RESTARTS)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """Return the process id, or None before the start."""
        return self._process.pid if self._process else None

    def start(self, *, seconds: float) -> None:
        """Start the process and wait until `GET /ping` answers; `ServiceError` after `seconds`."""
        self._port = _free_port()
        process = children.start(
            [str(self._settings.python), str(self._settings.model_code / "serve.py")],
            environment=environment.container(self._settings, variables=self._variables | self._contract()),
            folder=self._base,
        )
        self._process = process
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._log.follow, process.stdout), daemon=True).start()
        try:
            self._wait_for_ping(process, seconds)
        except ServiceError:
            children.stop(process)
            raise

    def invoke(self, *, body: bytes, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        """`POST /invocations`. A dead process is started again first, at most RESTARTS times a minute."""
        self.ensure_running()
        url = f"http://127.0.0.1:{self._port}/invocations"
        return _pool.request("POST", url, body=body, headers=dict(headers), timeout=INVOCATION_SECONDS)

    def ensure_running(self) -> None:
        """Start a dead process again; `ServiceError` (503) if it keeps ending."""
        with self._lock:
            if self._stopped or (self._process is not None and self._process.poll() is None):
                return
            if self._process is not None:
                children.forget(self._process)
            now = time.monotonic()
            if len(self._restarts) == RESTARTS and now - self._restarts[0] < RESTART_WINDOW_SECONDS:
                raise ServiceError(
                    code="ServiceUnavailable",
                    message=f"The model server keeps ending. {self._said()}",
                    status=503,
                )
            self._restarts.append(now)
            self.start(seconds=INVOCATION_SECONDS)

    def stop(self) -> None:
        """End the process and remove its folder."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                children.stop(self._process)
            shutil.rmtree(self._base, ignore_errors=True)

    def _contract(self) -> dict[str, str]:
        return {
            "SAGEMAKER_BIND_TO_PORT": str(self._port),
            "SAGEMAKER_BASE_DIR": str(self._base),
            # One laptop serves every model; on AWS the default is one worker a core.
            "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
        }

    def _wait_for_ping(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ServiceError(
                    message=f"The model server ended with code {process.returncode}. {self._said()}"
                )
            if _pings(self._port):
                return
            time.sleep(PING_SECONDS)
        raise ServiceError(
            message=f"The model server did not pass the ping health check in {seconds:.0f} s. {self._said()}"
        )

    def _said(self) -> str:
        return f"Its last lines: {self._log.tail()} (all of them: log group {self._log.group})"


def _pings(port: int) -> bool:
    try:
        return _pool.request("GET", f"http://127.0.0.1:{port}/ping", timeout=1).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
