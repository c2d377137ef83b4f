"""The whole local environment with a chat server of the tests' own and a model that writes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local import ports, process
from local.settings import Settings
from tests.connections import PLAIN
from tests.local.assembly import ASSETS, deploy_assembly
from tests.local.conftest import Client, client_of
from tests.local.deployment import deploy, outputs
from tests.local.streams.chat_server import ChatServer, chat_server
from tests.local.waiting import until

WRITER = Path(__file__).parents[3] / "model_code" / "starter" / "lesson-writer"


class Deployed:
    """The deployed API, its key, and the emulator behind it."""

    def __init__(self, settings: Settings, client: Client) -> None:
        self.settings, self.client = settings, client
        named = outputs(client("cloudformation"), "Local-Api")
        self.url = f"{settings.endpoint_url}/restapis/{named['ApiId']}/local/_user_request_"
        found = client("apigateway").get_api_key(apiKey=named["ApiKeyId"], includeValue=True)
        self.key_id, self.key = named["ApiKeyId"], found["value"]

    def stream(self, path: str, body: Any, **headers: str) -> Any:
        """Open a stream, as a context manager of httpx."""
        sent = {"x-api-key": self.key, "content-type": "application/json"} | headers
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.stream("POST", self.url + path, content=content, headers=sent, timeout=30, verify=PLAIN)

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send a request and read its whole answer."""
        with self.stream(path, body, **headers) as answer:
            answer.read()
            return answer  # type: ignore[no-any-return]

    def log(self, stack: str, group_id: str, wanted: str) -> list[str]:
        """The lines of a log group, once `wanted` is among them."""
        resources = self.client("cloudformation").describe_stack_resources(StackName=stack)
        (group,) = (
            one["PhysicalResourceId"]
            for one in resources["StackResources"]
            if one["ResourceType"] == "AWS::Logs::LogGroup" and one["LogicalResourceId"].startswith(group_id)
        )
        return self.lines(group, wanted)

    def lines(self, group: str, wanted: str) -> list[str]:
        """The lines of a log group by its whole name, once `wanted` is among them."""
        logs = self.client("logs")

        def written() -> list[str] | None:
            lines = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
            return lines if any(wanted in line for line in lines) else None

        return until(written, f"{wanted} in {group}")


@pytest.fixture(scope="session")
def chat() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _forget(chat: ChatServer) -> None:
    chat.forget()


@pytest.fixture(scope="session")
def deployed(
    chat: ChatServer, assembly: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    settings = Settings(
        port=ports.free(), state=tmp_path_factory.mktemp("streams"), chat_url=chat.url, chat_model="tiny"
    )
    process.start(settings)
    try:
        client = client_of(settings)
        assert deploy_assembly(assembly / "assembly-Local", client) == {}
        serve(client, WRITER)
        yield Deployed(settings, client)
    finally:
        process.stop(settings)


def serve(client: Client, folder: Path) -> None:
    """Put a model behind the API, as `lab2api deploy-model` does."""
    card = json.loads((folder / "card.json").read_text())
    name = card["name"]
    for file in ("model.tar.gz", "card.json"):
        client("s3").put_object(Bucket=ASSETS, Key=f"{name}/{file}", Body=(folder / file).read_bytes())
    template = client("cloudformation").get_template(StackName="Local-Serving-breast-cancer")["TemplateBody"]
    status = deploy(
        client("cloudformation"),
        f"Local-Serving-{name}",
        template if isinstance(template, dict) else json.loads(template),
        ModelName=name,
        ModelDataUrl=f"s3://{ASSETS}/{name}/model.tar.gz",
        CardUrl=f"s3://{ASSETS}/{name}/card.json",
        ModelVersion="7",
    )
    assert status == "CREATE_COMPLETE"
