"""Layers that AWS publishes (Powertools): their packages come from this environment."""

from collections.abc import Iterable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import lambda_svc


def install() -> None:
    """Keep layers of other accounts by name only; layers of the emulated account are unpacked as usual."""
    original = lambda_svc._normalize_layer_attachments  # noqa: SLF001

    def normalize(layers: Iterable[Any] | None) -> tuple[list[Any] | None, Any]:
        own: list[Any] = []
        foreign: list[Any] = []
        for layer in layers or []:
            arn = layer if isinstance(layer, str) else str(layer.get("Arn", ""))
            (own if f":{get_account_id()}:" in arn else foreign).append(layer)
        attached, error = original(own)
        if error:
            return None, error
        named = [
            {"Arn": layer if isinstance(layer, str) else layer["Arn"], "CodeSize": 0} for layer in foreign
        ]
        return [*attached, *named], None

    lambda_svc._normalize_layer_attachments = normalize  # noqa: SLF001
