"""The second act: one runs away, is frozen by what the guard metered, and is let in again."""

from __future__ import annotations

import json
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from class_ledger.meters import Meters
from cli.classes.demo.loop import CHARACTERS, translate
from cli.classes.demo.opening import expect, predict
from cli.classes.demo.scene import Scene
from cli.classes.demo.things import deploy_endpoint
from cli.lifecycle.waiting import StepFailedError

FROZEN_SECONDS = 300
"""The promise of the guard: within five minutes."""


def play(scene: Scene) -> str:
    """See the runaway frozen and the others go on; return the slug of who ran away."""
    slug, other = scene.slugs[1], scene.slugs[0]
    run_away(scene, slug, other)
    see_frozen(scene, slug)
    see_others_go_on(scene, slug)
    unfreeze(scene, slug)
    return slug


def run_away(scene: Scene, slug: str, other: str) -> None:
    """Translate in a loop beside an endpoint that runs, until the API refuses the key."""
    with scene.story.step("runaway", f"{slug} runs away: a loop of translations") as step:
        step.evidence["endpoint"] = deploy_endpoint(scene, slug)
        loop = translate(scene, key=scene.key(slug), other=scene.key(other))
        if not loop.refused:
            raise StepFailedError(f"{loop.sent} requests, and the key still opens the API")
        step.evidence |= {
            "requests": f"{loop.sent} of {CHARACTERS:,} characters, USD {loop.usd:.2f} by Translate's price",
            "until the key was refused": f"{loop.seconds:.1f} s",
            f"{other} meanwhile": f"{loop.others} of {loop.others} predictions answered",
        }
        step.happened = (
            f"refused after {loop.sent} requests and {loop.seconds:.0f} s; {other} noticed nothing"
        )


def see_frozen(scene: Scene, slug: str) -> None:
    """Wait until state and policy say so, and what ran is gone."""
    with scene.story.step("frozen", f"The guard freezes {slug}") as step:
        scene.story.wait(
            lambda: scene.lease(slug).state == "frozen" or None,
            what="the guard's freeze",
            limit_seconds=FROZEN_SECONDS,
            expected_seconds=60,
        )
        left = scene.story.wait(
            lambda: None if (running := _running(scene, slug)) else (running,),
            what="what runs is stopped",
            limit_seconds=FROZEN_SECONDS,
            expected_seconds=90,
        )
        lease, policies = scene.lease(slug), _policies(scene, slug)
        if not any("Freeze" in name for name in policies):
            raise StepFailedError(f"{slug} is frozen, but the role has only {', '.join(policies)}")
        meters = Meters(table=scene.table).of_student(scene.roster.name, slug)
        step.evidence |= {
            "spent": f"USD {lease.spent_usd:.2f} of {lease.budget_usd:.2f}",
            "metered": ", ".join(f"{meter.thing} USD {meter.usd:.4f}" for meter in meters[:4]),
            "reason": lease.reason,
            "role": next(name for name in policies if "Freeze" in name),
            "running": len(left[0]),
        }
        step.happened = f"{lease.state}: {lease.reason}"


def see_others_go_on(scene: Scene, slug: str) -> None:
    """Ask with the frozen key, which opens nothing, and with the others, which open all."""
    with scene.story.step("others", "The others go on") as step:
        expect(predict(scene, key=scene.key(slug)), HTTPStatus.FORBIDDEN, of=slug)
        for one in scene.slugs:
            lease = scene.lease(one)
            if one != slug:
                expect(predict(scene, key=scene.key(one)), HTTPStatus.OK, of=one)
                if lease.state != "active":
                    raise StepFailedError(f"{one} is {lease.state}: {lease.reason}")
            step.evidence[lease.sandbox] = f"{lease.state}, USD {lease.spent_usd:.4f}"
        step.happened = f"{len(scene.slugs) - 1} answered 200, {slug} 403"


def unfreeze(scene: Scene, slug: str) -> None:
    """Order it with a larger budget: with the same, the guard would freeze again at once."""
    with scene.story.step("unfreeze", f"The instructor unfreezes {slug}") as step:
        budget = scene.lease(slug).spent_usd.quantize(Decimal(1)) + 5
        order = {
            "action": "unfreeze",
            "student": slug,
            "reason": "talked about it",
            "budget_usd": str(budget),
        }
        said = _order(scene, order)
        if "refused" in said or "errorMessage" in said:
            raise StepFailedError(f"the guard refuses: {said}")
        scene.story.wait(
            lambda: _is_let_in(scene, slug) or None,
            what="role and key are given back",
            limit_seconds=FROZEN_SECONDS,
            expected_seconds=60,
        )
        lease = scene.lease(slug)
        step.evidence |= {"state": f"{lease.state}: {lease.reason}", "budget": f"USD {lease.budget_usd:.2f}"}
        step.happened = f"{lease.state}; the key opens the API again"


def _is_let_in(scene: Scene, slug: str) -> bool:
    """Ask until it holds: a run of the guard that began before the order may freeze once more."""
    answered = predict(scene, key=scene.key(slug)).status == HTTPStatus.OK
    return answered and not any("Freeze" in name for name in _policies(scene, slug))


def _running(scene: Scene, slug: str) -> list[str]:
    client, name = scene.target.client("sagemaker"), scene.sandbox(slug)
    endpoints = client.list_endpoints(NameContains=f"{name}-")["Endpoints"]
    apps = client.list_apps(DomainIdEquals=scene.domain, SpaceNameEquals=f"{name}-lab")["Apps"]
    live = [app["AppName"] for app in apps if app["Status"] not in ("Deleted", "Failed")]
    return [*(one["EndpointName"] for one in endpoints), *live]


def _policies(scene: Scene, slug: str) -> list[str]:
    iam = scene.target.client("iam")
    found = iam.list_attached_role_policies(RoleName=scene.sandbox(slug))["AttachedPolicies"]
    return [policy["PolicyName"] for policy in found]


def _order(scene: Scene, order: dict[str, str]) -> dict[str, Any]:
    answer = scene.target.client("lambda").invoke(
        FunctionName=scene.outputs["GuardFunctionName"], Payload=json.dumps(order)
    )
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    return said
