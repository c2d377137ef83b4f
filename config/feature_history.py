"""What was accepted of a group's schema: config/feature_groups/<group>.history.json, committed beside it.

`accepted.json` beside them counts the steps of each: a history that is deleted or cut off would else be taken
for that of a new group, and what is in AWS could be replaced without a word.
"""

import json
from datetime import date
from pathlib import Path

from config.feature_guard import judge
from config.feature_schema import FOLDER, HISTORY, FeatureGroupSchema, read_schema
from config.feature_verdict import Verdict
from config.types import Section

COUNTS = "accepted.json"


class Accepted(Section):
    """One step: the whole schema as it was accepted, the day, and what had changed."""

    number: int
    on: date
    changes: tuple[str, ...]
    declared: FeatureGroupSchema

    @property
    def features(self) -> int:
        """How many features the group had then."""
        return len(self.declared.features)


class History(Section):
    """The steps, oldest first; the last is what may be deployed."""

    group: str
    accepted: tuple[Accepted, ...] = ()

    @property
    def schemas(self) -> list[FeatureGroupSchema]:
        """The schemas, oldest first."""
        return [step.declared for step in self.accepted]

    def with_step(self, schema: FeatureGroupSchema, *, verdict: Verdict, on: date) -> "History":
        """Return the history with one more step."""
        changes = tuple(verdict.lines()) or ("first accepted",)
        step = Accepted(number=len(self.accepted) + 1, on=on, changes=changes, declared=schema)
        return History(group=self.group, accepted=(*self.accepted, step))


def history_path(group: str, *, folder: Path = FOLDER) -> Path:
    """Return where a group's history is, written or not."""
    return folder / f"{group}{HISTORY}.json"


def read_history(group: str, *, folder: Path = FOLDER) -> History:
    """Read a group's history; `ValueError` if a step is missing or could never have been accepted."""
    path, history = history_path(group, folder=folder), History(group=group)
    if path.is_file():
        history = History.model_validate(json.loads(path.read_text(encoding="utf-8")))
    _check_steps(history, path=path)
    counted = _counts(folder).get(group, 0)
    if counted != len(history.accepted):
        raise ValueError(
            f"{path.name} has {len(history.accepted)} of the {counted} steps that {COUNTS} counts; restore "
            "both files from version control: an accepted group is never new again"
        )
    return history


def _check_steps(history: History, *, path: Path) -> None:
    group = history.group
    for index, step in enumerate(history.accepted):
        if step.number != index + 1 or step.declared.name != group:
            raise ValueError(
                f"{path.name}: step {step.number} of {step.declared.name} is not step {index + 1} of {group}"
                "; restore the file"
            )
        if index and judge(history.schemas[:index], step.declared).outcome == "refused":
            raise ValueError(f"{path.name}: step {step.number} cannot follow {index}; restore the file")


def _counts(folder: Path) -> dict[str, int]:
    path = folder / COUNTS
    if not path.is_file():
        return {}
    counts: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return counts


def write_history(history: History, *, folder: Path = FOLDER) -> Path:
    """Write the file to commit, and the count of its steps."""
    counts = _counts(folder) | {history.group: len(history.accepted)}
    (folder / COUNTS).write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    path = history_path(history.group, folder=folder)
    path.write_text(json.dumps(history.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    return path


def verdict_of(group: str, *, folder: Path = FOLDER) -> Verdict:
    """Judge a group's schema as it is now against its history."""
    return judge(read_history(group, folder=folder).schemas, read_schema(group, folder=folder))
