"""What a child process prints, in a CloudWatch log group."""

import collections
import time
from typing import IO, Any

from botocore.exceptions import ClientError

from local import aws

_PIPE_BYTES = 65_536
_TAIL_LINES = 12


class ProcessLog:
    """One stream of one group; both are made when the process begins."""

    def __init__(self, *, group: str, stream: str) -> None:
        self.group = group
        self.stream = stream
        self._last: collections.deque[str] = collections.deque(maxlen=_TAIL_LINES)

    def tail(self) -> str:
        """Return the last lines, joined: the reason to show when a server fails."""
        return " / ".join(self._last)

    def follow(self, pipe: IO[bytes]) -> None:
        """Copy lines from `pipe` until it ends; what arrives while one batch is stored is the next batch."""
        logs = aws.client("logs")
        self._create(logs)
        rest = b""
        with pipe:
            while chunk := pipe.read1(_PIPE_BYTES):  # type: ignore[attr-defined]
                *lines, rest = (rest + chunk).split(b"\n")
                self._put(logs, lines)
        self._put(logs, [rest])

    def _put(self, logs: Any, lines: list[bytes]) -> None:
        texts = [line.decode("utf-8", "replace").rstrip() for line in lines]
        texts = [text for text in texts if text]
        self._last.extend(texts)
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": text} for text in texts]
        if events:
            logs.put_log_events(logGroupName=self.group, logStreamName=self.stream, logEvents=events)

    def _create(self, logs: Any) -> None:
        for create, names in (
            (logs.create_log_group, {"logGroupName": self.group}),
            (logs.create_log_stream, {"logGroupName": self.group, "logStreamName": self.stream}),
        ):
            try:
                create(**names)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                    raise
