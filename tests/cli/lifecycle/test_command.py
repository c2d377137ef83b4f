"""How the demonstration ends: with everything said, and with 1 where a step or an answer is missing."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import typer

from cli.lifecycle import command, first_act, second_act
from cli.lifecycle.packages import Version
from cli.lifecycle.request_account import Seen
from cli.lifecycle.request_client import RequestClient
from cli.lifecycle.scene import Scene
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target

BENCH = Target(environment="workbench", region="us-east-1")
VERSION = Version(
    number="1",
    arn="arn",
    approval="Approved",
    approval_reason="",
    stage="",
    stage_status="",
    stage_reason="",
    properties={},
)
GOOD = Seen(sent=3, by_status=Counter({"200": 3}), by_version=Counter({"1": 3}))


class Client:
    """Got what it is told to have got."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.closed = seen, False

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def now(self) -> Seen:
        return self.seen


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what plays the acts without AWS: `seen` is the client's, `fails` what the second act raises."""

    def play(*, seen: Seen = GOOD, fails: BaseException | None = None, as_json: bool = True) -> Client:
        client = Client(seen)

        def first(scene: Scene) -> Version:
            with scene.story.step("data", "New data lands") as step:
                step.happened = "800 rows"
            return VERSION

        def second(scene: Scene, *, serving: Version) -> Version:
            with scene.story.step("drift", "The drift job compares"):
                if fails:
                    raise fails
            return serving

        monkeypatch.setattr(RequestClient, "of", lambda **_: client)
        monkeypatch.setattr(command, "_refuse_a_ringing_alarm", lambda scene: None)
        monkeypatch.setattr(first_act, "play", first)
        monkeypatch.setattr(second_act, "play", second)
        try:
            command._play(target=BENCH, rate=1, as_json=as_json, stays_up=False)
        finally:
            assert client.closed
        return client

    return play


def test_the_document_has_every_step_and_the_clients_account(
    play: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    play()
    document = json.loads(capsys.readouterr().out)
    assert [(step["name"], step["state"]) for step in document["steps"]] == [
        ("data", "seen"),
        ("drift", "seen"),
    ]
    assert document["client"]["by_status"] == {"200": 3}
    assert document["failure"] == ""


def test_a_step_that_does_not_happen_ends_it_with_1_and_all_that_was_seen_before(
    play: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        play(fails=StepFailedError("no drift", hint="look there"))
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert ended.value.exit_code == 1
    assert [step["state"] for step in document["steps"]] == ["seen", "failed"]
    assert document["failure"] == "no drift"
    assert "look there" in said.err


@pytest.mark.parametrize("status", ["500", "503", "no answer (ReadTimeoutError)"])
def test_one_request_without_a_good_answer_fails_the_demonstration(play: Any, status: str) -> None:
    with pytest.raises(typer.Exit) as ended:
        play(seen=Seen(sent=4, by_status=Counter({"200": 3, status: 1})))
    assert ended.value.exit_code == 1


def test_an_interruption_closes_the_client(play: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        play(fails=KeyboardInterrupt())


def test_a_person_reads_the_steps_and_the_count_of_errors(
    play: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    play(as_json=False)
    said = capsys.readouterr().out
    assert "800 rows" in said
    assert "3 requests sent, 0 answered 5xx, 0 not answered" in said
