"""The variables of the function."""

import pytest
from pydantic import ValidationError

from inference_proxy.settings import Settings
from tests.lambda_.inference_proxy.samples import ENVIRON


def test_settings_come_from_their_variables_alone() -> None:
    settings = Settings.from_environ(ENVIRON | {"LAB2API_MAX_ROWS": "5"})
    assert (settings.environment, settings.max_rows) == ("dev", 5)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"LAB2API_MAX_ROW": "5"}, "max_row"),
        ({"LAB2API_MAX_ROWS": "many"}, "max_rows"),
        ({"LAB2API_MAX_BODY_BYTES": "5000000"}, "max_body_bytes"),
        ({"LAB2API_MODELS_PATH": "/other"}, "models_path"),
    ],
)
def test_a_wrong_variable_is_named(change: dict[str, str], name: str) -> None:
    with pytest.raises(ValidationError, match=rf"(?m)^{name}$"):
        Settings.from_environ(ENVIRON | change)
