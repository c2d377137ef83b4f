"""The three serving stacks, each with one worker on the server core, as they run in their containers."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import toolkits
from bench.load import PROGRAM_PATH, SERVER_CORE, pinned
from bench.models import Models
from bench.processes import running

OURS, TOOLKIT, CLASSIC = "lab2api", "sagemaker-inference + multi-model-server", "nginx + gunicorn + flask"
_NGINX = """
worker_processes 1;
daemon off;
pid {directory}/nginx.pid;
error_log stderr;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
  uwsgi_temp_path {directory}; scgi_temp_path {directory};
  upstream gunicorn {{ server unix:{directory}/gunicorn.sock; }}
  server {{
    listen 127.0.0.1:{port} deferred;
    client_max_body_size 5m;
    keepalive_timeout 75;
    keepalive_requests 1000000;
    location ~ ^/(ping|invocations) {{
      proxy_set_header Host $http_host;
      proxy_redirect off;
      proxy_pass http://gunicorn;
    }}
  }}
}}
"""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A running server."""

    name: str
    url: str


@contextmanager
def all_running(models: Models, directory: Path) -> Iterator[list[Stack]]:
    """Start all three on loopback; they are measured in turns, so the idle ones cost each other nothing."""
    with ExitStack() as started:
        yield [
            started.enter_context(_ours(models, directory, 18080)),
            started.enter_context(_toolkit(models, directory, 18082)),
            started.enter_context(_classic(models, directory, 18084)),
        ]


@contextmanager
def _ours(models: Models, directory: Path, port: int) -> Iterator[Stack]:
    environment = {
        "PATH": os.environ["PATH"],
        "SAGEMAKER_BASE_DIR": str(models.onnx),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "LAB2API_BIND_HOST": "127.0.0.1",
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
    }
    command: list[str | Path] = [*pinned(SERVER_CORE), sys.executable, toolkits.ROOT / "model_code/serve.py"]
    with running(
        command, environment=environment, log=directory / "ours.log", ping=f"http://127.0.0.1:{port}/ping"
    ):
        yield Stack(name=OURS, url=f"http://127.0.0.1:{port}/invocations")


@contextmanager
def _toolkit(models: Models, directory: Path, port: int) -> Iterator[Stack]:
    environment = toolkits.serving_environment(models.joblib, port=port)
    command: list[str | Path] = [*pinned(SERVER_CORE), toolkits.PYTHON, toolkits.MULTI_MODEL_SERVER]
    with running(
        command, environment=environment, log=directory / "mms.log", ping=f"http://127.0.0.1:{port}/ping"
    ):
        yield Stack(name=TOOLKIT, url=f"http://127.0.0.1:{port}/invocations")


@contextmanager
def _classic(models: Models, directory: Path, port: int) -> Iterator[Stack]:
    """Run AWS's "bring your own container" sample: gunicorn's sync worker on a socket behind nginx."""
    configuration = directory / "nginx.conf"
    configuration.write_text(_NGINX.format(directory=directory, port=port))
    environment = toolkits.environment(
        PYTHONPATH=str(toolkits.ROOT / "bench"),
        MODEL_DIRECTORY=str(models.joblib / "model"),
        OMP_NUM_THREADS="1",
    )
    gunicorn = toolkits.PYTHON.parent / "gunicorn"
    socket = f"unix:{directory}/gunicorn.sock"
    script = directory / "classic.sh"
    script.write_text(
        f"nginx -c {configuration} &\n"
        f"exec {gunicorn} --bind {socket} --workers 1 --timeout 60 'joblib_handler:application()'\n"
    )
    command: list[str | Path] = [*pinned(SERVER_CORE), "sh", script]
    environment["PATH"] += f":{PROGRAM_PATH}"
    with running(
        command, environment=environment, log=directory / "byo.log", ping=f"http://127.0.0.1:{port}/ping"
    ):
        yield Stack(name=CLASSIC, url=f"http://127.0.0.1:{port}/invocations")
