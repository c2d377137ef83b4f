"""The first act: a sandbox each, a key each, and the door that a link opens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from cli.classes.demo.scene import Answer, Scene
from cli.classes.demo.things import deploy_endpoint, open_app, write_work
from cli.classes.issuing import Holder, Links
from cli.lifecycle.waiting import StepFailedError
from cli.requests import example_instance
from cli.target import ROOT

WRONG = "0" * 16 + "." + "A" * 43


def play(scene: Scene) -> None:
    """See every student have a sandbox of their own, and use it."""
    see_leases(scene)
    ask_with_own_keys(scene)
    sign_in_once(scene)
    work(scene)


def see_leases(scene: Scene) -> None:
    """See that every student has a lease that is active."""
    with scene.story.step("leases", "A sandbox each") as step:
        found = scene.leases()
        if missing := [slug for slug in scene.slugs if slug not in found]:
            raise StepFailedError(f"no lease of {', '.join(missing)}: deploy the class afresh")
        if used := [slug for slug in scene.slugs if found[slug].state != "active"]:
            raise StepFailedError(
                f"{', '.join(used)} is not active, of an earlier demonstration",
                hint="Begin with a fresh one: ./lab2api local down, then again.",
            )
        for slug in scene.slugs:
            lease = found[slug]
            step.evidence[lease.sandbox] = (
                f"{lease.state}, USD {lease.budget_usd:.2f}, until {lease.ends:%Y-%m-%d %H:%M} UTC"
            )
        step.happened = f"{len(scene.slugs)} roles, profiles, API keys and leases from one file"


def ask_with_own_keys(scene: Scene) -> None:
    """Ask with each key, and with none."""
    with scene.story.step("keys", "Each asks the API with a key of their own") as step:
        keys = {slug: scene.key(slug) for slug in scene.slugs}
        if len(set(keys.values())) < len(keys):
            raise StepFailedError("two students have the same key")
        for slug, key in keys.items():
            expect(predict(scene, key=key), HTTPStatus.OK, of=slug)
            step.evidence[scene.sandbox(slug)] = "200, a prediction"
        expect(predict(scene, key=None), HTTPStatus.FORBIDDEN, of="no key")
        step.happened = f"{len(keys)} predictions; without a key 403"


def sign_in_once(scene: Scene) -> None:
    """Sign in to Studio with a link; a wrong token opens nothing."""
    with scene.story.step("door", "One signs in by a personal link") as step:
        slug = scene.slugs[0]
        links = Links(table=scene.table, roster=scene.roster, door=scene.door())
        (link,) = links.issue([Holder(slug=slug)], now=datetime.now(UTC))
        opened = _submit(scene, token=link.token)
        expect(opened, HTTPStatus.SEE_OTHER, of="the link")
        address = urlsplit(opened.headers["Location"])
        if not (address.hostname or "").startswith(f"{scene.domain}.studio."):
            raise StepFailedError(f"the link leads to {address.hostname}, which is not the class's Studio")
        expect(_submit(scene, token=WRONG), HTTPStatus.UNAUTHORIZED, of="a wrong token")
        step.evidence["Location"] = f"https://{address.hostname}{address.path}?token=…"
        step.evidence["a wrong token"] = "401"
        step.happened = f"{slug} is sent on to Studio; the ledger has the token's hash alone"


def work(scene: Scene) -> None:
    """Let all hand in something and open an app; the last student also serves a model."""
    with scene.story.step("work", "They work: apps, models, a file to hand in") as step:
        for slug in scene.slugs:
            step.evidence[scene.sandbox(slug)] = f"app in {open_app(scene, slug)}, {write_work(scene, slug)}"
        endpoint = deploy_endpoint(scene, scene.slugs[-1])
        step.evidence["endpoint"] = endpoint
        step.happened = f"{len(scene.slugs)} apps, {len(scene.slugs)} files, 1 endpoint"


def predict(scene: Scene, *, key: str | None) -> Answer:
    """Ask the environment's model for a plausible row."""
    model = scene.settings.training.model
    card = json.loads((ROOT / scene.settings.models[model].starter / "card.json").read_text(encoding="utf-8"))
    body = {"instances": [example_instance(card)]}
    return scene.ask(f"/v1/models/{model}/predictions", body, key=key)


def expect(answer: Answer, status: HTTPStatus, *, of: str) -> None:
    """Raise where the API answered otherwise."""
    if answer.status != status:
        raise StepFailedError(f"{of}: {answer.status} in place of {status.value}: {answer.body[:200]}")


def _submit(scene: Scene, *, token: str) -> Answer:
    form = urlencode({"code": scene.roster.name, "token": token}).encode()
    return scene.send(scene.door(), form, {"Content-Type": "application/x-www-form-urlencoded"})
