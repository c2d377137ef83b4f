"""What runs away: a loop of translations with one student's key, while another student works on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from cli.classes.demo.opening import expect, predict
from cli.classes.demo.scene import Scene

SENTENCE = "A program translates the same book again and again, and nobody looks. "
CHARACTERS = 5_000
"""Of one request: USD 0.075."""
USD_PER_CHARACTER = Decimal("0.000015")
"""Translate's price, of config/catalogs/ai_prices.toml."""
MOST_REQUESTS = 60
PAUSE_SECONDS = 0.6


@dataclass(kw_only=True)
class Loop:
    """What the loop of the runaway did until its key was closed, and what others got meanwhile."""

    sent: int = 0
    refused: int = 0
    seconds: float = 0.0
    others: int = 0

    @property
    def usd(self) -> Decimal:
        """What was sent costs, by Translate's price."""
        return USD_PER_CHARACTER * CHARACTERS * self.sent


def translate(scene: Scene, *, key: str, other: str) -> Loop:
    """Translate until the key is refused, or MOST_REQUESTS times; see each time that `other` is answered."""
    loop, began = Loop(), time.perf_counter()
    text = (SENTENCE * (CHARACTERS // len(SENTENCE) + 1))[:CHARACTERS]
    for number in range(MOST_REQUESTS):
        body = {"text": f"{number} {text}"[:CHARACTERS], "source": "en", "target": "vi"}
        answer = scene.ask("/v1/ai/translate", body, key=key)
        if answer.status == HTTPStatus.FORBIDDEN:
            loop.refused += 1
            break
        expect(answer, HTTPStatus.OK, of="a translation")
        loop.sent += 1
        expect(predict(scene, key=other), HTTPStatus.OK, of="another student")
        loop.others += 1
        time.sleep(PAUSE_SECONDS)
    loop.seconds = time.perf_counter() - began
    return loop
