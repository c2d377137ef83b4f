"""As much of MLflow's REST API on loopback as writing a run down asks for; it keeps every request."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, Any]]


class MlflowServer:
    """One experiment and its runs in memory; artifacts go to a folder. `broken` answers 500 to everything.

    A run's id is new, as on any server: MLflow remembers for the whole process, and so for later tests, where
    a run's artifacts are, by the id alone.
    """

    def __init__(self, artifacts: Path, *, broken: bool = False) -> None:
        self.runs: list[dict[str, Any]] = []
        self.experiments: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._artifacts, self._broken = artifacts, broken

    def answer(self, path: str, asked: dict[str, Any]) -> Answer:
        """Answer one request; what is not known here is 404, as a wrong path is on a server."""
        known = {
            "experiments/get-by-name": self._find,
            "experiments/create": self._create,
            "runs/search": self._search,
            "runs/create": self._start,
            "runs/log-batch": self._log,
            "runs/update": self._update,
            "runs/get": lambda asked: (200, {"run": self._run(asked["run_id"])}),
        }
        if self._broken:
            return 500, {"error_code": "INTERNAL_ERROR", "message": "the database is away"}
        name = path.partition("/mlflow/")[2]
        return known[name](asked) if name in known else (404, {"error_code": "ENDPOINT_NOT_FOUND"})

    def _find(self, asked: dict[str, Any]) -> Answer:
        name = asked["experiment_name"]
        if name not in self.experiments:
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": f"no {name}"}
        return 200, {"experiment": {"experiment_id": "1", "name": name, "lifecycle_stage": "active"}}

    def _create(self, asked: dict[str, Any]) -> Answer:
        self.experiments.append(asked["name"])
        return 200, {"experiment_id": "1"}

    def _search(self, asked: dict[str, Any]) -> Answer:
        wanted = asked["filter"].partition("'")[2].rstrip("'")
        found = [run for run in self.runs if {"key": "execution", "value": wanted} in run["data"]["tags"]]
        return 200, {"runs": found}

    def _start(self, asked: dict[str, Any]) -> Answer:
        run_id = uuid.uuid4().hex
        uri = (self._artifacts / run_id).as_uri()
        info = {"run_id": run_id, "run_uuid": run_id, "experiment_id": "1", "artifact_uri": uri}
        info |= {"status": "RUNNING", "start_time": asked["start_time"], "lifecycle_stage": "active"}
        self.runs.append({"info": info, "data": {"tags": asked["tags"], "params": [], "metrics": []}})
        return 200, {"run": self.runs[-1]}

    def _log(self, asked: dict[str, Any]) -> Answer:
        data = self._run(asked["run_id"])["data"]
        for kind in ("metrics", "params", "tags"):
            data[kind] += asked.get(kind, [])
        return 200, {}

    def _update(self, asked: dict[str, Any]) -> Answer:
        info = self._run(asked["run_id"])["info"]
        info["status"] = asked["status"]
        return 200, {"run_info": info}

    def _run(self, run_id: str) -> dict[str, Any]:
        (found,) = (run for run in self.runs if run["info"]["run_id"] == run_id)
        return dict(found)


@contextmanager
def serving(server: MlflowServer) -> Iterator[str]:
    """Run it on a free port of loopback; gives the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            self._answer({name: values[0] for name, values in query.items()})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, asked: dict[str, Any]) -> None:
            path = urlsplit(self.path).path
            server.requests.append((path, {name.lower(): value for name, value in self.headers.items()}))
            status, body = server.answer(path, asked)
            encoded = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{web.server_port}"
    finally:
        web.shutdown()
        thread.join()
        web.server_close()
