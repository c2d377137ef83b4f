"""What all steps of the demonstration share: the class, its ledger, and how a student asks the API."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import config
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from cli.classes.shared import door, ledger
from cli.lifecycle.story import Story
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target
from config.cohorts import sandbox_name
from config.roster import Roster

TIMEOUT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer, of a refusal too; the body is text."""

    status: int
    headers: Mapping[str, str]
    body: str

    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One run of the demonstration with one deployed class."""

    target: Target
    roster: Roster
    settings: config.Environment
    story: Story

    @cached_property
    def table(self) -> Any:
        """The class's ledger as a boto3 Table."""
        return ledger(self.target, self.roster)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the class's stack."""
        return self.target.outputs(f"Class-{self.roster.name}")

    @cached_property
    def domain(self) -> str:
        """The id of the Studio domain."""
        return self.target.outputs("Studio")["DomainId"]

    @cached_property
    def workspace(self) -> str:
        """The bucket where each student has a prefix."""
        return self.target.outputs("Studio")["WorkspaceBucketName"]

    @property
    def slugs(self) -> list[str]:
        """The students, in the order of the roster."""
        return [student.slug for student in self.roster.students]

    def sandbox(self, slug: str) -> str:
        """Return what everything of a student's is called."""
        (student,) = (one for one in self.roster.students if one.slug == slug)
        return sandbox_name(self.roster, student)

    def leases(self) -> dict[str, Lease]:
        """Read the ledger."""
        return {lease.slug: lease for lease in Leases(table=self.table).all(self.roster.name)}

    def lease(self, slug: str) -> Lease:
        """Return a student's lease; raises where there is none."""
        if (found := self.leases().get(slug)) is None:
            raise StepFailedError(f"{slug} has no lease in the ledger")
        return found

    def key(self, slug: str) -> str:
        """Return the value of a student's API key; AWS made it, no template and no ledger holds it."""
        id_ = self.lease(slug).api_key_id
        return str(self.target.client("apigateway").get_api_key(apiKey=id_, includeValue=True)["value"])

    def ask(self, path: str, body: Mapping[str, Any], *, key: str | None) -> Answer:
        """POST to the API of the environment, with a key or without one."""
        headers = {"Content-Type": "application/json"} | ({"x-api-key": key} if key else {})
        return self.send(f"{self.target.api_url()}{path}", json.dumps(body).encode(), headers)

    def door(self) -> str:
        """Return the address where the class signs in."""
        return door(self.target, self.roster)

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST once, and follow nothing: where a sign-in leads is what is looked at."""
        request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310
        trust = ssl.create_default_context(cafile=self.target.variables.get("AWS_CA_BUNDLE"))
        opener = urllib.request.build_opener(_Stays(), urllib.request.HTTPSHandler(context=trust))
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(status=answer.status, headers=dict(answer.headers), body=answer.read().decode())
        except urllib.error.HTTPError as told:
            return Answer(status=told.code, headers=dict(told.headers), body=told.read().decode())


class _Stays(urllib.request.HTTPRedirectHandler):
    """Makes of a redirect an answer like others."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
