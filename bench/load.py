"""Generate load with wrk, pinned to a core of its own."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, CLIENT_CORE = "0", "1"
_UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}
_SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("{body}", "rb")
wrk.body = file:read("*a")
file:close()
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One wrk run: requests a second and median latency in microseconds."""

    requests_per_second: float
    p50_us: float


def require_programs() -> None:
    """Raise RuntimeError naming what to install unless wrk, nginx and taskset are there."""
    missing = [name for name in ("wrk", "nginx", "taskset") if shutil.which(name, path=PROGRAM_PATH) is None]
    if missing:
        raise RuntimeError(
            f"missing: {', '.join(missing)}. Debian: apt-get install -y wrk nginx-light util-linux"
        )


PROGRAM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def pinned(core: str) -> list[str]:
    """Prefix a command with this to keep it on one core."""
    return ["taskset", "-c", core]


def write_script(directory: Path, body: bytes) -> Path:
    """Write the wrk script that posts `body` as JSON."""
    (directory / "body.json").write_bytes(body)
    script = directory / "post.lua"
    script.write_text(_SCRIPT.format(body=directory / "body.json"))
    return script


def measure(url: str, *, script: Path, connections: int, seconds: int) -> Measured:
    """Run wrk with one thread; raises RuntimeError if a single answer was not 2xx."""
    command: list[str | Path] = [
        *pinned(CLIENT_CORE),
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-s",
        script,
        url,
    ]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(f"{url} refused requests under load:\n{text}")
    rate, median = re.search(r"Requests/sec:\s+([\d.]+)", text), re.search(r"50%\s+([\d.]+)(us|ms|s)", text)
    if not rate or not median:
        raise RuntimeError(f"wrk printed something else:\n{text}")
    return Measured(requests_per_second=float(rate[1]), p50_us=float(median[1]) * _UNITS[median[2]])
