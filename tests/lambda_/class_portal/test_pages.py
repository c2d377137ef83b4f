"""The pages: complete in two languages, nothing from elsewhere, nothing of what was typed runs or stays."""

import base64
import hashlib
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from class_ledger import heartbeat
from class_ledger.heartbeat import Heartbeat
from class_ledger.tokens import Tokens
from class_portal import texts
from class_portal.cookie import COOKIE
from class_portal.texts import Text
from tests.lambda_.class_portal.portal import FORM, NOW, Answer, MemoryTable, Portal, build

VOID = {"meta", "input"}
EVIL = '"><script>alert(1)</script>'


class Read(HTMLParser):
    """The elements of a page, checked to be nested; `text` is what people read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: Counter[tuple[str, str]] = Counter()
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style"):
            self.inline[self._open[-1], data] += 1
        else:
            self.text += data


def check(answer: Answer) -> Read:
    """What holds of every page."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    read = Read(answer.html)
    for kind, text in read.inline:
        hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{hashed}'" in policy, "an inline part that the browser would not run"
    for _, attributes in read.elements:
        assert not {"src", "href", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    return read


def instructor(portal: Portal) -> str:
    """Sign in as the instructor, and return the cookie."""
    answer = portal.sign_in(portal.token(None)[0])
    assert answer.status == 303
    assert answer.headers["location"] == "class", "the address has no token"
    return answer.headers["set-cookie"]


def test_the_form_works_without_scripts_and_sends_to_itself(portal: Portal) -> None:
    answer = portal.ask("GET", "/sign-in")
    read = check(answer)
    assert answer.status == 200
    fields = {attributes["name"]: attributes for tag, attributes in read.elements if tag == "input"}
    assert set(fields) == {"code", "token"}
    assert fields["token"]["type"] == "password"
    labels = {attributes["for"] for tag, attributes in read.elements if tag == "label"}
    assert labels == {"code", "token"}
    (form,) = (attributes for tag, attributes in read.elements if tag == "form")
    assert form["method"] == "post"
    assert "From the lab <to> an API" in read.text


def test_its_one_script_reads_what_no_server_gets_and_forgets_it(portal: Portal) -> None:
    ((_, script),) = (key for key in check(portal.ask("GET", "/sign-in")).inline if key[0] == "script")
    assert "location.hash" in script
    assert "replaceState" in script
    assert not re.search(r"fetch|XMLHttp|submit|location\.search|cookie|http", script)


def test_a_form_may_go_on_to_studio_and_nowhere_else(portal: Portal) -> None:
    """Browsers hold a form's redirect to `form-action` too."""
    policy = portal.ask("GET", "/sign-in").headers["content-security-policy"]
    assert "form-action 'self' https://*.studio.us-east-1.sagemaker.aws;" in policy
    assert "frame-ancestors 'none'" in policy


def test_what_was_typed_comes_back_as_text_and_the_token_never(portal: Portal) -> None:
    answer = portal.sign_in("secret-of-mine", code=EVIL)
    read = check(answer)
    assert "secret-of-mine" not in answer.html
    (code,) = (a["value"] for tag, a in read.elements if tag == "input" and a["name"] == "code")
    assert code == EVIL[:16]


def test_every_sentence_is_in_both_languages(portal: Portal) -> None:
    said = [value for value in vars(texts).values() if isinstance(value, Text)]
    assert len(said) > 15
    for text in said:
        assert text.english
        assert text.vietnamese
        assert text.english != text.vietnamese
        assert re.findall(r"{\w+}", text.english) == re.findall(r"{\w+}", text.vietnamese), text


def test_the_instructor_sees_who_spends_what_the_dearest_first(portal: Portal) -> None:
    portal.grant("an", spent_usd=Decimal("9.5"), state="warned", since=NOW, reason=EVIL)
    portal.grant("binh", spent_usd=Decimal("12"), state="frozen", since=NOW)
    heartbeat.write(
        portal.table, "demo", Heartbeat(at=NOW - timedelta(seconds=40), leases=3, checked=3, running=1)
    )
    cookie = instructor(portal)
    answer = portal.spending(cookie.partition(";")[0])
    assert answer.status == 200
    read = check(answer)
    rows = re.findall(r"<tr><td>(\w+)</td>", answer.html)
    assert rows == ["binh", "an", "chi"]
    for word in ("120%", "95%", "frozen", "2026-09-08 03:00", "12.00", "21.50", EVIL, "40 seconds ago"):
        assert word in read.text, word
    bars = [attributes["value"] for tag, attributes in read.elements if tag == "meter"]
    assert bars == ["1.0000", "0.9500", "0.0000"]
    assert ("meta", {"http-equiv": "refresh", "content": "30"}) in read.elements


@pytest.mark.parametrize("seconds", [None, 181, 100_000])
def test_the_instructor_is_told_when_the_guard_sleeps(portal: Portal, seconds: int | None) -> None:
    if seconds is not None:
        beat = Heartbeat(at=NOW - timedelta(seconds=seconds), leases=3, checked=3, running=0)
        heartbeat.write(portal.table, "demo", beat)
    read = check(portal.spending(instructor(portal).partition(";")[0]))
    assert ("p", {"role": "alert"}) in read.elements


def test_the_cookie_is_of_this_host_over_tls_and_out_of_reach_of_scripts(portal: Portal) -> None:
    parts = instructor(portal).split("; ")
    assert parts[0].startswith(f"{COOKIE}=")
    assert COOKIE.startswith("__Host-")
    assert set(parts[1:]) == {"Path=/", "Max-Age=43200", "Secure", "HttpOnly", "SameSite=Strict"}


def test_a_students_token_does_not_show_the_class(portal: Portal) -> None:
    answer = portal.spending(f"{COOKIE}={portal.token('an')[0]}")
    assert (answer.status, answer.html, answer.headers["location"]) == (303, "", "sign-in")


def test_a_student_called_instructor_is_a_student(portal: Portal) -> None:
    portal.grant("instructor")
    token = portal.token("instructor")[0]
    assert portal.sign_in(token).headers["location"].startswith("https://d-1.studio")
    assert portal.spending(f"{COOKIE}={token}").status == 303


def test_the_page_ends_with_the_instructors_token(portal: Portal) -> None:
    token, kept = portal.token(None)
    assert portal.spending(f"{COOKIE}={token}").status == 200
    Tokens(table=portal.table).revoke([kept], now=NOW)
    answer = portal.spending(f"{COOKIE}={token}")
    assert answer.status == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_who_has_not_signed_in_is_sent_to_the_form_without_a_call(portal: Portal) -> None:
    portal.table.calls.clear()
    for header in ("", "other=1", "\x00;=;", f"x{COOKIE}=1"):
        answer = portal.spending(header)
        assert (answer.status, answer.headers["location"]) == (303, "sign-in")
    assert portal.table.calls == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"method": "GET", "path": "/"}, 404),
        ({"method": "POST", "path": "/class"}, 404),
        ({"method": "POST", "path": "/sign-in", "body": "code=demo"}, 415),
        (
            {
                "method": "POST",
                "path": "/sign-in",
                "body": "{}",
                "headers": {"content-type": "application/json"},
            },
            415,
        ),
        ({"method": "POST", "path": "/sign-in", "body": "x" * 2049, "headers": {"content-type": FORM}}, 413),
        ({"method": "POST", "path": "/sign-in", "body": "a=1&" * 9, "headers": {"content-type": FORM}}, 400),
        ({"method": "POST", "path": "/sign-in", "body": "", "headers": {"content-type": FORM}}, 400),
        (
            {
                "method": "POST",
                "path": "/sign-in",
                "body": "#",
                "is_base64": True,
                "headers": {"content-type": FORM},
            },
            400,
        ),
    ],
)
def test_every_problem_is_a_page_too(portal: Portal, asked: dict[str, Any], status: int) -> None:
    answer = portal.ask(**asked)
    assert answer.status == status
    assert "request-1" in check(answer).text


@settings(max_examples=150, deadline=None)
@given(
    body=st.one_of(
        st.text(max_size=300),
        st.binary(max_size=200).map(lambda data: base64.b64encode(data).decode()),
        st.lists(
            st.tuples(
                st.sampled_from(["code", "token", "x"]),
                st.text(alphabet="d%emo.&=+\u1ea1\ud800", max_size=40),
            ),
            max_size=10,
        ).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)),
    ),
    is_base64=st.booleans(),
    source=st.text(max_size=40),
    cookie=st.text(max_size=120),
)
def test_whatever_is_sent_is_answered_and_opens_nothing(
    body: str, is_base64: bool, source: str, cookie: str
) -> None:
    portal = shared_portal()
    answer = portal.ask(
        "POST", "/sign-in", body=body, is_base64=is_base64, source=source, headers={"content-type": FORM}
    )
    assert answer.status in (400, 401, 413, 429)
    check(answer)
    assert portal.spending(f"{COOKIE}={cookie}").status == 303
    assert portal.studio.calls == []


_shared: list[Portal] = []


def shared_portal() -> Portal:
    """One for all examples: making one takes longer than asking it."""
    if not _shared:
        _shared.append(build(table=MemoryTable()))
        _shared[0].grant("an")
        _shared[0].token("an")
    return _shared[0]
