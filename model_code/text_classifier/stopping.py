"""SIGTERM: how SageMaker says that the job is stopped or its spot instance taken, 120 seconds before SIGKILL.

https://docs.aws.amazon.com/sagemaker/latest/dg/how-stopping-works.html
"""

import signal
from typing import Any

STATUS = 128 + signal.SIGTERM
"""What a process that ends for this signal exits with."""


class StoppedError(Exception):
    """The training was told to stop, and has left a checkpoint."""


class StopSignal:
    """Whether the signal has come; the step under way is finished first."""

    def __init__(self) -> None:
        self.came = False
        signal.signal(signal.SIGTERM, self._note)

    def _note(self, _number: int, _frame: Any) -> None:
        self.came = True
