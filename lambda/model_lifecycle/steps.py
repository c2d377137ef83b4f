"""The steps of the state machine. Each only reads and answers: the machine itself writes, for all to see."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from model_lifecycle import outcomes
from model_lifecycle.approval import approval
from model_lifecycle.asked import StepRequest
from model_lifecycle.aws import Executions, Registry, Stacks
from model_lifecycle.model_card import model_card
from model_lifecycle.next_step import deployments, execution_name, next_step
from model_lifecycle.package import Package
from model_lifecycle.records import (
    DEPLOYING,
    DEPLOYMENT,
    DEPLOYMENTS,
    PRODUCTION,
    REGISTERED,
    WAITING,
    Update,
    decided,
    life_cycle,
    lineage,
)
from model_lifecycle.settings import Settings
from model_lifecycle.shadow import PRODUCTION as PRODUCTION_VARIANT
from model_lifecycle.shadow import SHADOW, judge
from model_lifecycle.succession import insists_over, newest


class Steps:
    """`now` is the clock, for tests."""

    def __init__(
        self,
        *,
        settings: Settings,
        registry: Registry,
        stacks: Stacks,
        executions: Executions,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._registry, self._stacks = settings, registry, stacks
        self._executions, self._now = executions, now

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Do one step."""
        request = StepRequest.model_validate(event)
        package = self._registry.package(request.package)
        steps: dict[str, Callable[[Package, StepRequest], dict[str, Any]]] = {
            "look": self._look,
            "claim": self._claim,
            "turn": self._turn,
            "compare": self._compare,
            "promoted": self._promoted,
            "rolled_back": self._rolled_back,
            "shadow_lost": lambda found, sent: outcomes.shadow_lost(found, why=sent.why),
            "unfollowed": self._unfollowed,
            "gave_up": lambda found, sent: outcomes.gave_up(found, cause=sent.cause),
        }
        return steps[request.step](package, request)

    def _model(self, package: Package) -> str:
        return package.group.removeprefix(f"{self._settings.environment}-")

    def _stack(self, package: Package) -> str:
        return f"{self._settings.stacks}{self._model(package)}"

    def _look(self, package: Package, request: StepRequest) -> dict[str, Any]:
        del request
        action = next_step(package, running=self._executions.running)
        looked: dict[str, Any] = {"action": action, "model": self._model(package), "version": package.version}
        if action == "deploy":
            return looked | {"name": execution_name(package, model=self._model(package))}
        if action == "record":
            decision = approval(
                package,
                settings=self._settings,
                registry=self._registry,
                serving=lambda: self._stacks.stack(self._stack(package)).version,
            )
            life = life_cycle(REGISTERED, WAITING, decision.why)
            return looked | {
                "decision": decision.answer,
                "why": decision.why,
                "update": self._known(package, life) | decided(decision.answer, decision.why),
            }
        return looked | {"why": f"{package.approval}, {package.status or 'not deployed'}: nothing to do"}

    def _known(self, package: Package, life: Mapping[str, str], **properties: str) -> Update:
        """Return the update with everything that is known of a version: card, lineage, where it stands."""
        update: Update = {"ModelPackageArn": package.arn, "ModelLifeCycle": dict(life)}
        if card := self._registry.card(package):
            update["ModelCard"] = model_card(package, card)
            properties = lineage(package, card) | properties
        return update | {"CustomerMetadataProperties": {"recorded": "true", **properties}}

    def _claim(self, package: Package, request: StepRequest) -> dict[str, Any]:
        """Say that this execution deploys the version: what comes after it sees that, and leaves it alone."""
        life = life_cycle(PRODUCTION, DEPLOYING, f"{request.execution}: {package.why or 'approved'}")
        counted = {DEPLOYMENT: request.execution, DEPLOYMENTS: str(deployments(package) + 1)}
        return {
            "update": self._known(package, life, **counted),
            "why": package.why or "approved",
            "over": insists_over(package, self._registry.approved_after(package)),
        }

    def _turn(self, package: Package, request: StepRequest) -> dict[str, Any]:
        """Answer `go` with the parameters of the update, `wait` until it can be, `stop` or `yield`."""
        if package.approval != "Approved":
            return outcomes.withdrawn(package)
        ahead = newest(package, self._registry.approved_after(package))
        if ahead and ahead.version > request.over:
            return outcomes.superseded(package, by=ahead)
        stack = self._stacks.stack(self._stack(package))
        if stack.stuck:
            raise RuntimeError(f"{stack.name} is {stack.status}: CloudFormation updates it no more")
        turn: dict[str, Any] = {"answer": "wait", "stack": stack.name, "replaced": stack.version}
        if stack.busy:
            return turn
        values = outcomes.served(package, model=self._model(package))
        turn |= {"answer": "go", "parameters": stack.changed(values)}
        if self._settings.shadow:
            turn["shadow_parameters"] = stack.changed(outcomes.shadowed(package))
        return turn

    def _compare(self, package: Package, request: StepRequest) -> dict[str, Any]:
        endpoint, end = f"{self._settings.environment}-{self._model(package)}", self._now()
        production, shadow = self._stacks.measured(
            endpoint=endpoint, variants=(PRODUCTION_VARIANT, SHADOW), start=request.began or end, end=end
        )
        verdict = judge(
            production=production,
            shadow=shadow,
            requests=self._settings.shadow_requests,
            latency_ratio=self._settings.shadow_latency_ratio,
        )
        return verdict.model_dump()

    def _promoted(self, package: Package, request: StepRequest) -> dict[str, Any]:
        """Record the version, also where the next deployment has begun: that one archives it in its turn."""
        known = request.replaced.isdecimal() and request.replaced != str(package.version)
        before = self._registry.found(package.sibling(request.replaced)) if known else None
        stack = self._stacks.stack(self._stack(package))
        if stack.version != str(package.version) and not stack.busy:
            return outcomes.passed(package, before=before, serving=stack.version)
        return outcomes.promoted(package, before=before, replaced=request.replaced, why=request.why)

    def _unfollowed(self, package: Package, request: StepRequest) -> dict[str, Any]:
        name = self._stack(package)
        status = self._stacks.stack(name).status
        return outcomes.unfollowed(package, stack=name, status=status, cause=request.cause)

    def _rolled_back(self, package: Package, request: StepRequest) -> dict[str, Any]:
        del request
        name = self._stack(package)
        return outcomes.rolled_back(
            package, stack=name, events=self._stacks.events(name), ringing=self._stacks.ringing(name)
        )
