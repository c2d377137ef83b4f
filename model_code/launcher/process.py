"""A child process that hears the signals of its parent, so that a stopped job can save what it has."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import FrameType

FORWARDED = (signal.SIGTERM, signal.SIGINT)
"""SageMaker, ECS and Kubernetes send SIGTERM, then wait before they kill (SageMaker: 120 s)."""


def run(words: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """Run to the end and return the exit status; 128 and the signal's number where one ended it or us."""
    heard: list[int] = []
    with subprocess.Popen(words, env=dict(environment)) as child:

        def forward(number: int, _: FrameType | None) -> None:
            heard.append(number)
            child.send_signal(number)

        before = {number: signal.signal(number, forward) for number in FORWARDED}
        try:
            status = child.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    if status == 0:
        return 0
    # A child that was told to stop may leave with any status: it has stopped, and nothing has failed.
    return 128 + heard[0] if heard else status if status > 0 else 128 - status
