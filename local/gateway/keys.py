"""A key that is disabled opens nothing: UpdateApiKey sends values as text, which the emulator keeps so."""

from typing import Any

from ministack.services import apigateway_v1 as emulated

_BOOLEANS = {"true": True, "false": False}


def install() -> None:
    """Give `enabled` its type after each change; a word that is neither is refused, as on AWS."""
    original = emulated._update_api_key  # noqa: SLF001

    def update(key_id: str, data: dict[str, Any]) -> Any:
        for patch in data.get("patchOperations", []):
            if patch.get("path") == "/enabled":
                value = str(patch.get("value")).lower()
                if value not in _BOOLEANS:
                    return emulated._v1_error("BadRequestException", "enabled is true or false", 400)  # noqa: SLF001
                patch["value"] = _BOOLEANS[value]
        return original(key_id, data)

    emulated._update_api_key = update  # noqa: SLF001
