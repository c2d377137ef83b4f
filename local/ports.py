"""Who listens on a loopback port: the answer to "the address is in use"."""

import shutil
import socket
import subprocess


def owner(port: int) -> str | None:
    """Return None if the port is free, else a description of the program that holds it."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) != 0:
            return None
    return _described(port) or "another program"


def free() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _described(port: int) -> str | None:
    """From `lsof` or `ss`, whichever the machine has."""
    if lsof := shutil.which("lsof"):
        fields = _run(lsof, "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc").split()
        found = {field[0]: field[1:] for field in fields if field}
        return f"{found['c']} (process {found['p']})" if {"c", "p"} <= found.keys() else None
    if ss := shutil.which("ss"):
        listed = _run(ss, "-Hltnp", f"sport = :{port}")
        name, _, rest = listed.partition('users:(("')[2].partition('",pid=')
        return f"{name} (process {rest.partition(',')[0]})" if name else None
    return None


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout
