"""What the form sends: a class's code and a token, as a browser encodes them."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from http_api import body
from http_api.event import ApiEvent
from http_api.problems import Kind, ProblemError

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_BYTES = 2_048
MOST_FIELDS = 8
INSTEAD = "send the form alone"


@dataclass(frozen=True, kw_only=True)
class Form:
    """Both as typed, without the spaces around them; empty where the form has no such field."""

    code: str
    token: str


def read_form(event: ApiEvent) -> Form:
    """Read a POST. Whatever is typed is a form: wrong text is a wrong token, and answered like one."""
    kind = event.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise ProblemError(Kind.UNSUPPORTED_MEDIA_TYPE, f"Send the form of this page, as {MEDIA_TYPE}.")
    data = body.read(body=event.body, is_base64=event.is_base64_encoded, limit=MOST_BYTES, instead=INSTEAD)
    return _form(body.text(data))


def _form(text: str) -> Form:
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise ProblemError(Kind.INVALID_REQUEST, f"The form has more than {MOST_FIELDS} fields.") from error
    return Form(code=fields.get("code", "").strip().lower(), token=fields.get("token", "").strip())
