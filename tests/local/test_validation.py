import pytest

from local.gateway.rendering import substitute
from local.gateway.validation import body_error

SCHEMA = {
    "type": "object",
    "required": ["instances"],
    "additionalProperties": False,
    "properties": {"instances": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "array"}}},
}


def test_a_body_that_satisfies_the_model_has_no_error() -> None:
    assert body_error(SCHEMA, b'{"instances": [[1, null]]}') == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", 'required properties (["instances"])'),
        (b'{"instances": [[1]], "rows": 1}', 'not allowed by the schema: ["rows"]'),
        (b'{"instances": "x"}', "instances: "),
        (b'{"instances": [[1], 2]}', "instances[1]: "),
        (b'{"instances": []}', "instances: "),
        (b'{"instances": [', "the body is not JSON"),
        (b'{"instances": [[NaN]]}', "NaN is no JSON number"),
        (b'{"instances": [[-Infinity]]}', "-Infinity is no JSON number"),
        (b"", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"\xff\xfe", "the body is not JSON"),
    ],
)
def test_a_bad_body_gets_a_message_that_names_the_field(body: bytes, said: str) -> None:
    assert said in body_error(SCHEMA, body)


def test_a_long_list_is_not_repeated_in_the_message() -> None:
    message = body_error(SCHEMA, b'{"instances": [' + b"[1]," * 5000 + b"[1]]}")
    assert "maxItems" in message
    assert len(message) < 200


def test_a_reference_to_something_else_than_a_model_is_not_followed() -> None:
    with pytest.raises(Exception, match=r"restapis|evil"):
        body_error({"$ref": "https://evil.example/schema"}, b"{}")


def test_variables_cannot_break_the_json_around_them() -> None:
    rendered = substitute('{"d":"$context.path ${context.stage}"}', {"path": 'a"b', "stage": "s"}, absent="-")
    assert rendered == '{"d":"a\\"b s"}'


def test_a_variable_without_a_value_is_the_absent_text() -> None:
    assert substitute("$context.identity.user", {}, absent="-") == "-"
