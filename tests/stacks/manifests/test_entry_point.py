"""The pod without a cluster: its two containers' commands as processes, with the environment they get."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import config
from bench.processes import running
from stacks.manifests.deployment import MODEL_FOLDER
from tests.model_code.jobs import MODEL_CODE
from tests.model_code.object_store import object_store
from tests.model_code.servers import free_port
from tests.stacks.manifests.built import model, of_kind

ROOT = MODEL_CODE.parent
STARTER = ROOT / config.load("dev").models["breast-cancer"].starter
ON_THE_LAPTOP = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "us-east-1"}


def variables(container: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container.get("env", [])}


def command(container: dict[str, Any], *, base: Path) -> list[str]:
    """Return what the image would run, its folders below `base` as the volumes are mounted in it."""
    places = {"/opt/program": str(MODEL_CODE), "/opt/ml": str(base), "python": sys.executable}
    words = container.get("command") or container["args"]
    # `serve` is model_code/serve.sh, which as nobody in particular starts serve.py (test_serve.py).
    words = [sys.executable, f"{MODEL_CODE}/serve.py"] if words == ["serve"] else words
    for place, here in places.items():
        words = [here if word == place else word.replace(f"{place}/", f"{here}/") for word in words]
    return words


def test_what_the_first_container_fetches_the_second_serves(tmp_path: Path) -> None:
    pod = of_kind(model(), "Deployment")["spec"]["template"]["spec"]
    (fetch,), (serve,) = pod["initContainers"], pod["containers"]
    stored = {"/bucket/model.tar.gz": (STARTER / "model.tar.gz").read_bytes()}
    with object_store(stored) as url:
        credentials = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT_URL_S3": url}
        folders = {"SAGEMAKER_BASE_DIR": str(tmp_path)}
        environment = {**ON_THE_LAPTOP, **variables(fetch), **credentials, **folders}
        subprocess.run(command(fetch, base=tmp_path), env=environment, check=True, timeout=60)
    fetched = tmp_path / Path(MODEL_FOLDER).relative_to("/opt/ml")
    assert (fetched / "card.json").is_file()
    port = free_port()
    here = {
        "SAGEMAKER_BASE_DIR": str(tmp_path),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "LAB2API_BIND_HOST": "127.0.0.1",
    }
    environment = {**ON_THE_LAPTOP, **variables(serve), **here, "SAGEMAKER_MODEL_SERVER_WORKERS": "1"}
    address = f"http://127.0.0.1:{port}"
    ping = f"{address}{serve['readinessProbe']['httpGet']['path']}"
    with running(command(serve, base=tmp_path), environment=environment, log=tmp_path / "log", ping=ping):
        card = json.loads((fetched / "card.json").read_text())
        row = {feature["name"]: feature.get("minimum") for feature in card["features"]}
        asked = urllib.request.Request(
            f"{address}/invocations",
            data=json.dumps({"instances": [row]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=20) as answered:
            assert len(json.loads(answered.read())["predictions"]) == 1
            assert "model-version=7" in str(answered.headers)
