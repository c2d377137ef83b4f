"""A client is who it is, whatever its session is called."""

from typing import Any

import pytest

from http_api.callers import client_of


def by_iam(caller: str | None) -> dict[str, Any]:
    return {"requestContext": {"identity": {"caller": caller}}}


@pytest.mark.parametrize("session", ["", ":laptop", ":ci-2026-11-25", ":a:b"])
def test_a_role_is_the_same_client_in_every_session(session: str) -> None:
    assert client_of(by_iam(f"AROAEXAMPLE{session}")) == "AROAEXAMPLE"


def test_two_principals_are_two_clients() -> None:
    assert client_of(by_iam("AROAEXAMPLE:s")) != client_of(by_iam("AIDAEXAMPLE"))


@pytest.mark.parametrize(
    ("context", "client"),
    [
        ({"identity": {"apiKeyId": "key", "caller": "AROA:s"}}, "key"),
        ({"identity": {}, "authorizer": {"claims": {"sub": "a:b"}}}, "a:b"),
        ({"identity": {"caller": None}}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_key_comes_first_and_a_tokens_subject_is_whole(context: dict[str, Any], client: str) -> None:
    assert client_of({"requestContext": context}) == client
