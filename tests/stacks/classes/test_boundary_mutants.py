"""The sweep would notice: every statement of the boundary dropped, widened or loosened in turn."""

from tests.stacks.classes.conftest import Sweep
from tests.stacks.classes.engine import EVERYTHING, Run, decide
from tests.stacks.classes.mutants import Document, mutants

EQUIVALENT = {
    ("training", "endpoints"): (
        "1 Allow sagemaker:*App: any action",
        "6 Allow iam:PassRole: any action",
        "10 Allow cloudwatch:PutMetricData: any action",
    ),
    ("canvas", "training", "endpoints", "bedrock"): (
        "1 Allow sagemaker:*App: any action",
        "7 Allow iam:PassRole: any action",
        "11 Allow cloudwatch:PutMetricData: any action",
        "13 Allow bedrock:InvokeModel*: any action",
    ),
}
"""Mutants that allow nothing more, by the class's services: no other action carries the keys asked for."""


def run(sweep: Sweep, name: str, boundary: Document) -> Run:
    """Ask a mutant all that it can change, first about its service, and of that what may be allowed."""
    service = f"{name.split()[2].partition(':')[0]}:"
    often = {case.action for case, answer in zip(sweep.cases, sweep.administrator, strict=True) if answer}

    def later(at: int) -> tuple[bool, bool]:
        action = sweep.cases[at].action
        return not action.startswith(service), action not in often

    order = sorted(range(len(sweep.cases)), key=later)
    until = [sweep.administrator[at] for at in order]
    original = sweep.of.boundary
    return Run(identity=[EVERYTHING], boundary=boundary, only=order, until=until, original=original)


def test_every_wrong_boundary_is_caught(sweep: Sweep) -> None:
    wrong = dict(mutants(sweep.of.boundary))
    runs = [run(sweep, name, boundary) for name, boundary in wrong.items()]
    answers = decide(sweep.cases, runs)
    survived = {name for name, one, found in zip(wrong, runs, answers, strict=True) if found == one.until}
    assert survived == set(EQUIVALENT[sweep.of.services]), f"{len(wrong)} mutants"
    assert len(wrong) > 3 * len(sweep.of.boundary["Statement"])
