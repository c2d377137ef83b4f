"""One run of `serve.py` in SageMaker's container contract, on a free loopback port."""

import contextlib
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import urllib3

from local import children, environment, ports
from local.sagemaker.errors import ServiceError
from local.settings import Settings

PING_SECONDS = 0.05
END_SECONDS = 1.0

_pool = urllib3.PoolManager(num_pools=32, maxsize=64, retries=False)


class ServerProcess:
    """Starts when it is made."""

    def __init__(self, *, settings: Settings, base: Path, variables: Mapping[str, str]) -> None:
        self._port = ports.free()
        contract = {
            "SAGEMAKER_BIND_TO_PORT": str(self._port),
            "SAGEMAKER_BASE_DIR": str(base),
            # One laptop serves every model; on AWS the default is one worker a core.
            "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
        }
        self._child = children.start(
            [str(settings.python), str(settings.model_code / "serve.py")],
            environment=environment.container(settings, variables=dict(variables) | contract),
            folder=base,
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def output(self) -> IO[bytes] | None:
        """What it prints."""
        return self._child.stdout

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None

    def url(self, path: str) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self._port}{path}"

    def request(
        self, method: str, path: str, *, body: bytes | None, headers: Mapping[str, str], seconds: float
    ) -> urllib3.BaseHTTPResponse:
        """Send one request; raises urllib3's errors."""
        return _pool.request(method, self.url(path), body=body, headers=dict(headers), timeout=seconds)

    def wait_for_ping(self, seconds: float) -> None:
        """Wait until `GET /ping` answers; `ServiceError` if it ends first, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.alive:
                raise ServiceError(message=f"The model server ended with code {self._child.returncode}.")
            if self._pings():
                return
            time.sleep(PING_SECONDS)
        raise ServiceError(message=f"The model server did not pass the ping health check in {seconds:.0f} s.")

    def wait_for_end(self) -> None:
        """Wait until a process that refuses connections has ended, for a moment at most."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(END_SECONDS)

    def stop(self) -> None:
        """End it; harmless where it has ended."""
        children.stop(self._child)

    def forget(self) -> None:
        """Stop tracking it after it has ended by itself."""
        children.forget(self._child)

    def _pings(self) -> bool:
        try:
            return self.request("GET", "/ping", body=None, headers={}, seconds=1).status == 200
        except urllib3.exceptions.HTTPError:
            return False
