"""Every running server of a function: one a version of its code and configuration."""

import threading
from collections.abc import Mapping
from typing import Any

from local.settings import active
from local.web_functions.web_server import WebServer

_lock = threading.Lock()
_servers: dict[str, tuple[str, WebServer]] = {}


def of(config: Mapping[str, Any], code: bytes) -> WebServer:
    """Return the server of a function; after an update the old one is ended and a new one made."""
    arn, revision = str(config["FunctionArn"]), _revision(config)
    with _lock:
        known = _servers.get(arn)
        if known is not None and known[0] == revision:
            return known[1]
        server = WebServer(config=config, code=code, settings=active())
        _servers[arn] = (revision, server)
    if known is not None:
        known[1].stop()
    return server


def pids() -> dict[str, int | None]:
    """Return the process id of each function's server, by ARN."""
    with _lock:
        return {arn: server.pid for arn, (_, server) in _servers.items()}


def stop_all() -> None:
    """End every server."""
    with _lock:
        servers = [server for _, server in _servers.values()]
        _servers.clear()
    for server in servers:
        server.stop()


def _revision(config: Mapping[str, Any]) -> str:
    parts = ("CodeSha256", "Handler", "Role", "Environment", "Timeout", "MemorySize")
    return repr([config.get(part) for part in parts])
