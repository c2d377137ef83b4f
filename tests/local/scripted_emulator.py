"""An emulator with additions of a test's own: a script that patches it before it starts."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import environment, ports
from local.settings import REPOSITORY, Settings
from tests.local.deployment import wait_until_ready


@contextmanager
def scripted(state: Path, script: str, argument: Path) -> Iterator[Settings]:
    """Run `script` of this folder until the block ends; what it says is in `state`/log."""
    settings = Settings(port=ports.free(), state=state)
    variables = environment.launch(settings) | {"PYTHONPATH": str(REPOSITORY)}
    with (state / "log").open("wb") as log:
        emulator = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name(script)), str(argument)],
            env=variables,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_ready(settings)
        yield settings
    finally:
        emulator.terminate()
        emulator.wait(15)
