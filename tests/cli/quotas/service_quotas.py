"""A Service Quotas server on loopback with made-up values, two quotas a page, that notes what it is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = 2


@dataclass
class Account:
    """Values by service and name of a quota; `defaults` are what AWS gives to new accounts."""

    applied: dict[tuple[str, str], float]
    defaults: dict[tuple[str, str], float] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        service, start = asked["ServiceCode"], int(asked.get("NextToken", 0))
        self.asked.append((operation, service))
        values = self.applied if operation == "ListServiceQuotas" else self.defaults
        rows = [
            {
                "ServiceCode": service,
                "QuotaName": name,
                "QuotaCode": f"L-{abs(hash(name)) % 16**8:08X}",
                "Value": value,
            }
            for (of, name), value in values.items()
            if of == service
        ]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(rows) else {}
        return {"Quotas": rows[start : start + PAGE], **more}


@contextmanager
def serving(account: Account) -> Iterator[Account]:
    """Answer on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(account.answer(operation, asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    account.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield account
    finally:
        server.shutdown()
        server.server_close()
