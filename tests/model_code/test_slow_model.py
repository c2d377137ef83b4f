"""While a slow model computes, others are answered: SageMaker ends a container that misses its pings."""

import asyncio
import threading

import httpx
import pytest

from tabular.app import create_app
from tabular.row_model import Prediction


class Waiting:
    """A model that answers when it is told to; it is its own reader."""

    slow = True

    def __init__(self) -> None:
        self.asked, self.told, self.rows = threading.Event(), threading.Event(), self

    def read(self, body: bytes, content_type: str) -> bytes:
        return body

    def predict(self, rows: bytes) -> list[Prediction]:
        self.asked.set()
        assert self.told.wait(10)
        return [{"value": len(rows)}]


@pytest.mark.parametrize("media_type", ["application/json", "text/csv"])
def test_a_ping_is_answered_while_a_slow_model_computes(media_type: str) -> None:
    async def ask() -> tuple[int, httpx.Response]:
        model = Waiting()
        transport = httpx.ASGITransport(app=create_app(model, max_body_bytes=100))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://container") as client:
            headers = {"content-type": media_type}
            invoked = asyncio.ensure_future(client.post("/invocations", content=b"rows", headers=headers))
            assert await asyncio.to_thread(model.asked.wait, 10)
            ping = await client.get("/ping")
            assert not invoked.done()
            model.told.set()
            return ping.status_code, await invoked

    ping, answer = asyncio.run(ask())
    assert (ping, answer.json()) == (200, {"predictions": [{"value": 4}]})
