"""A Kubernetes API server on loopback, over TLS: it keeps objects, and refuses what it is told to refuse."""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Cluster:
    """`objects` by path; `calls` as `VERB path`; `refusals` are the statuses of the next answers."""

    endpoint: str = ""
    certificate: str = ""
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    rollout: dict[str, Any] = field(default_factory=dict)
    """What a Deployment's status is; left away, it is rolled out at once."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of 127.0.0.1 that is its own authority, as an EKS cluster's is."""
    key, made = folder / "key.pem", folder / "cert.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=kubernetes"
    subprocess.run(
        [
            str(which("openssl")),
            *words.split(),
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            made,
        ],
        check=True,
        capture_output=True,
    )
    return key, made


@contextmanager
def api_server(folder: Path) -> Iterator[Cluster]:
    """Serve a cluster until the block ends."""
    key, made = certificate(folder)
    cluster = Cluster(certificate=made.read_text())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(cluster))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    cluster.endpoint = f"https://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield cluster
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(cluster: Cluster) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - four verbs over one cluster
    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _asked(self) -> tuple[str, dict[str, Any]]:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            where = urlsplit(self.path)
            cluster.calls.append(f"{self.command} {where.path}")
            cluster.headers.append(dict(self.headers))
            cluster.queries.append(where.query)
            return where.path, body

        def _refused(self) -> bool:
            if not cluster.refusals:
                return False
            status = cluster.refusals.pop(0)
            self._answer(status, {"kind": "Status", "message": f"refused with {status}"})
            return True

        def do_PATCH(self) -> None:
            path, body = self._asked()
            if self._refused():
                return
            if body["kind"] == "Deployment":
                done = {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}
                body["metadata"]["generation"] = 1
                body = {
                    **body,
                    "spec": {"replicas": 1, **body.get("spec", {})},
                    "status": cluster.rollout or done,
                }
            cluster.objects[path] = body
            self._answer(200, body)

        def do_GET(self) -> None:
            path, _ = self._asked()
            if self._refused():
                return
            found = cluster.objects.get(path)
            self._answer(200, found) if found else self._answer(404, {"message": "not found"})

        def do_DELETE(self) -> None:
            path, body = self._asked()
            assert body == {"propagationPolicy": "Foreground"}
            if self._refused():
                return
            found = cluster.objects.pop(path, None)
            self._answer(200 if found else 404, {"message": "gone"})

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    return Handler
