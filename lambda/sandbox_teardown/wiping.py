"""The steps of one sandbox's end. Each may be repeated, and killed anywhere: the next time it goes on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sandbox_teardown.access import Access
from sandbox_teardown.export import Export, ExportError
from sandbox_teardown.ledger import Ledger
from sandbox_teardown.progress import (
    MOST_ROUNDS,
    MOST_SEARCHES,
    MOST_STOPS,
    PATIENT_ROUNDS,
    Progress,
)
from sandbox_teardown.reports import Reports
from sandbox_teardown.residue import Residue
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.search import Search
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import STAGES, STOP, Clients, kinds_of
from sandbox_teardown.sweep import Left, listed, sweep


class Wiping:
    """One student's. `seconds_left` is what is left of the function's time for long work."""

    def __init__(
        self, clients: Clients, settings: Settings, slug: str, *, seconds_left: Callable[[], float]
    ) -> None:
        self._clients, self._settings, self._seconds_left = clients, settings, seconds_left
        self._sandbox = Sandbox(environment=settings.environment, class_name=settings.class_name, slug=slug)
        self._ledger = Ledger(table=clients.table, class_name=settings.class_name)
        lease = self._ledger.lease(slug)
        self._key_id = lease.api_key_id if lease else ""
        self._export = Export(
            s3=clients.s3, workspace=settings.workspace, exports=settings.exports, sandbox=self._sandbox
        )
        self._reports = Reports(s3=clients.s3, bucket=settings.exports)

    def claim(self) -> None:
        """Say in the ledger that it is being wiped: the guard gives nothing back from now on."""
        self._ledger.turn(self._sandbox.slug, state="wiping", reason="the teardown is at work")

    def shut(self) -> None:
        """Deny the role everything and disable the key, so that what is exported stays what is there."""
        deny = self._settings.deny_policy if self._settings.own_roles else None
        self._access().shut(deny)

    def export(self, progress: Progress, *, stage: str) -> Progress:
        """Copy the work, compare, and leave the proof that wiping asks for. Raises ExportError.

        It is done twice, `stage` says which time: in a closed account nothing keeps a student from writing
        until the apps, the spaces and the jobs are gone.
        """
        remaining = self._export.copy(seconds_left=self._seconds_left)
        if remaining and progress.rounds_of(stage) + 1 >= MOST_ROUNDS:
            raise ExportError(f"{remaining} objects are not copied in {MOST_ROUNDS} rounds; start again")
        if remaining:
            return progress.after(stage, Left(waiting={"work": f"{remaining} objects to copy"}))
        self._export.seal(self._ledger.account(self._sandbox))
        return progress.after(stage, Left())

    def stage(self, name: str, progress: Progress) -> Progress:
        """Wipe the kinds of one stage, as far as they go now; without an export nothing is."""
        if name == "objects":
            self._export.sealed()
        kinds = kinds_of(self._clients, self._settings, self._sandbox, key_id=self._key_id)
        if name == STOP:
            return progress.after(name, sweep(kinds[name](), in_order=False), most=MOST_STOPS)
        patient = progress.rounds_of(name) < PATIENT_ROUNDS
        return progress.after(name, sweep(kinds[name](), in_order=patient))

    def look_again(self, progress: Progress) -> Progress:
        """Search for what is left; a list of AWS may show for some minutes what is gone.

        What is found lies in the bucket meanwhile, as a search may need more than one call.
        """
        before = self._found() if progress.place else Residue()
        search = Search(self._clients, self._settings, self._sandbox, key_id=self._key_id)
        residue, place = search.run(before, place=progress.place, seconds_left=self._seconds_left)
        self._reports.write(self._searched, residue.model_dump())
        if place is not None:
            return progress.on_the_way("search", place)
        return progress.after("search", Left(waiting=dict.fromkeys(residue.left, "left")), most=MOST_SEARCHES)

    def finish(self, progress: Progress) -> bool:
        """Write the report of the search and end the lease, if nothing is left. Tell whether it is clean."""
        residue, slug = self._found(), self._sandbox.slug
        self._reports.write(
            f"{self._sandbox.export}report.json",
            {
                "sandbox": self._sandbox.name,
                "searched": datetime.now(UTC).isoformat(timespec="seconds"),
                "exported": self._export.sealed().model_dump(),
                **residue.model_dump(),
                "refused": progress.refused,
            },
        )
        if residue.left:
            reason = f"{len(residue.left)} left: {', '.join(residue.left[:5])}"
            self._ledger.turn(slug, state="wiping", reason=reason[:500])
            return False
        self._ledger.turn(slug, state="ended", reason="exported, wiped, searched for: nothing is left")
        return True

    def give_up(self, reason: str) -> None:
        """Say why it went no further. What is there stays, shut, until the teardown is started again."""
        self._ledger.turn(self._sandbox.slug, state="wiping", reason=f"stopped: {reason}"[:500])

    def plan(self) -> dict[str, Any]:
        """Return what would be exported and wiped, and change nothing."""
        kinds = kinds_of(self._clients, self._settings, self._sandbox, key_id=self._key_id)
        return {
            "slug": self._sandbox.slug,
            "sandbox": self._sandbox.name,
            "exported": self._export.work().model_dump(),
            "wiped": {name: found for name in STAGES if (found := listed(kinds[name]()))},
        }

    def _access(self) -> Access:
        clients = self._clients
        return Access(
            iam=clients.iam, apigateway=clients.apigateway, sandbox=self._sandbox, key_id=self._key_id
        )

    @property
    def _searched(self) -> str:
        return f"{self._sandbox.export}search.json"

    def _found(self) -> Residue:
        return Residue.model_validate_json(self._reports.read(self._searched))
