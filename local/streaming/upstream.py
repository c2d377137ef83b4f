"""One request to a server on this machine or a configured one, whose answer is read as it comes."""

import contextlib
import http.client
import socket
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

_PIECE_BYTES = 65_536


class UpstreamError(Exception):
    """The server could not be reached, or broke off; the message says which."""


class Upstream:
    """`open` sends the request; `pieces` may then be read in one thread and `close` called in another."""

    def __init__(self, url: str, *, seconds: float) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = make(parts.hostname or "", parts.port, timeout=seconds)
        self._path = parts.path + (f"?{parts.query}" if parts.query else "")
        self._socket: socket.socket | None = None
        self._response: http.client.HTTPResponse | None = None

    def open(self, method: str, *, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """Send, and wait for the head of the answer: status and headers, names in lower case."""
        try:
            self._connection.connect()
            self._socket = self._connection.sock
            self._connection.request(method, self._path, body=body, headers=dict(headers))
            response = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise UpstreamError(f"no answer ({type(error).__name__})") from error
        self._response = response
        return response.status, {name.lower(): value for name, value in response.getheaders()}

    def pieces(self) -> Iterator[bytes]:
        """Yield what comes when it comes; UpstreamError when it ends before it is whole."""
        if self._response is None:
            raise UpstreamError("it was not asked")
        try:
            while piece := self._response.read1(_PIECE_BYTES):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise UpstreamError(f"it broke off ({type(error).__name__})") from error
        finally:
            self.close()
        if self._response.length:
            raise UpstreamError("it broke off")

    def read(self) -> bytes:
        """Return the whole body."""
        return b"".join(self.pieces())

    def close(self) -> None:
        """End the connection; wakes who is reading from it."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._connection.close()
