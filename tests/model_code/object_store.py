"""Just enough of S3 on loopback for files to go and come: objects by `/bucket/key`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LISTED = "<Contents><Key>{key}</Key><Size>{size}</Size></Contents>"


@contextmanager
def object_store(objects: dict[str, bytes]) -> Iterator[str]:
    """Serve and change `objects` until the block ends; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, body: bytes | None) -> None:
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("ETag", '"1"')
            self.end_headers()
            if body and self.command != "HEAD":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self._answer(objects.get(urlsplit(self.path).path))

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            if "list-type" in where.query:
                self._answer(_listing(objects, where.path, parse_qs(where.query)["prefix"][0]))
            else:
                self._answer(objects.get(where.path))

        def do_PUT(self) -> None:
            # AWS's SDKs end a streamed body with a checksum of their own; its size alone is asked about here.
            objects[urlsplit(self.path).path] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(b"")

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _listing(objects: dict[str, bytes], bucket: str, prefix: str) -> bytes:
    root = f"{bucket.rstrip('/')}/"
    found = [
        LISTED.format(key=path.removeprefix(root), size=len(body))
        for path, body in sorted(objects.items())
        if path.startswith(f"{root}{prefix}")
    ]
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(found)}</ListBucketResult>".encode()
