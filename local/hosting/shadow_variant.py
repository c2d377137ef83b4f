"""The variant that gets copies of production's requests, and whose answers nobody receives."""

from typing import Any

from local.hosting import metrics
from local.hosting.capture import Capture
from local.hosting.invocation import Invocation, ask
from local.hosting.model_server import ModelServer
from local.hosting.shadow import Mirror, Mirrored, sampled_share


class ShadowVariant:
    """Its server, its share of copies, and their metrics and capture under its own name."""

    def __init__(
        self,
        *,
        served: metrics.Served,
        server: ModelServer,
        weight: float,
        production_weight: float,
        capture: Capture | None,
    ) -> None:
        self.server = server
        self._served = served
        self._weight = weight
        self._capture = capture
        self._mirror = Mirror(
            share=sampled_share(shadow=weight, production=production_weight),
            deliver=self._answer,
            dropped=lambda copies: metrics.count_dropped(served, copies),
        )

    def offer(self, invocation: Invocation, *, captured: bool) -> None:
        """Take a copy if it is in the sample and there is room for it; returns at once."""
        self._mirror.offer(invocation, captured=captured)

    def drain(self) -> None:
        """Answer the copies that wait, for a few seconds."""
        self._mirror.close()

    def stop(self) -> None:
        """Drop the copies that wait, and end the process."""
        self._mirror.close(seconds=0)
        self.server.stop()

    def summary(self) -> dict[str, Any]:
        """Return what DescribeEndpoint says about it."""
        return {
            "VariantName": self._served.variant,
            "CurrentWeight": self._weight,
            "DesiredWeight": self._weight,
            "CurrentInstanceCount": 1,
        }

    def _answer(self, mirrored: Mirrored) -> None:
        outcome = ask(self.server, mirrored.invocation)
        metrics.count(self._served, outcome, overhead=None)
        if mirrored.captured and self._capture is not None:
            self._capture.add(self._served.variant, mirrored.invocation, outcome)
