"""The HTTP server of one function: started as the adapter's script does, and again when it has died."""

import collections
import contextvars
import http.client
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Mapping
from typing import Any

from local import children, ports
from local.process_log import ProcessLog
from local.settings import Settings
from local.web_functions import variables
from local.web_functions.code import unpack

INIT_SECONDS = 10.0
"""Lambda's limit for the start of an environment (Lambda guide, execution environment lifecycle)."""
RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
CHECK_SECONDS = 0.05


class WebServerError(Exception):
    """The server does not come up; the message says why."""


class WebServer:
    """One process; it serves requests beside each other, where Lambda would start more environments."""

    def __init__(self, *, config: Mapping[str, Any], code: bytes, settings: Settings) -> None:
        self._config = config
        self._settings = settings
        self._base = settings.state / "functions" / f"{config['FunctionName']}-{uuid.uuid4().hex[:8]}"
        self._lock = threading.Lock()
        self._starts: collections.deque[float] = collections.deque(maxlen=RESTARTS)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._log = ProcessLog(group=_log_group(config), stream=f"[{config.get('Version')}]{self._base.name}")
        unpack(code, self._base / "code")

    @property
    def pid(self) -> int | None:
        """The process id, None before the first request."""
        return self._process.pid if self._process else None

    @property
    def address(self) -> str:
        """Where it answers. A dead process is started again first, at most RESTARTS times a minute."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        """End the process and remove its folder."""
        with self._lock:
            if self._process is not None:
                children.stop(self._process)
            shutil.rmtree(self._base, ignore_errors=True)

    def _start(self) -> None:
        if self._process is not None:
            children.forget(self._process)
        now = time.monotonic()
        if len(self._starts) == RESTARTS and now - self._starts[0] < RESTART_WINDOW_SECONDS:
            raise WebServerError(f"It keeps ending. Its last lines: {self._log.tail()}")
        self._starts.append(now)
        self._port = ports.free()
        code = self._base / "code"
        process = children.start(
            [str(code / str(self._config["Handler"]))],
            environment=variables.of_function(
                self._config, settings=self._settings, code=code, port=self._port
            ),
            folder=code,
        )
        self._process = process
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._log.follow, process.stdout), daemon=True).start()
        self._wait(process)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait for the readiness check, as the adapter does before it takes a request."""
        path = variables.declared_by(self._config).get(variables.READY, "/")
        deadline = time.monotonic() + INIT_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise WebServerError(
                    f"It ended with code {process.returncode}. Its last lines: {self._log.tail()}"
                )
            if _is_ready(self._port, path):
                return
            time.sleep(CHECK_SECONDS)
        children.stop(process)
        raise WebServerError(f"It was not ready in {INIT_SECONDS:.0f} s. Its last lines: {self._log.tail()}")


def _is_ready(port: int, path: str) -> bool:
    """Ask as the adapter does: every status below 500 is healthy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _log_group(config: Mapping[str, Any]) -> str:
    named = (config.get("LoggingConfig") or {}).get("LogGroup")
    return str(named or f"/aws/lambda/{config['FunctionName']}")
