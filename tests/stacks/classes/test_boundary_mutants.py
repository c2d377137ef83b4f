"""The sweep would notice: every statement of the boundary dropped, widened or loosened in turn."""

from tests.stacks.classes import policies
from tests.stacks.classes.conftest import Sweep
from tests.stacks.classes.engine import EVERYTHING, Run, decide
from tests.stacks.classes.mutants import mutants
from tests.stacks.reading import Template

ITS_KEYS = "no other action carries the keys that the statement asks for"
EQUIVALENT = {
    "1 Allow sagemaker:*App: any action": ITS_KEYS,
    "6 Allow iam:PassRole: any action": ITS_KEYS,
    "10 Allow cloudwatch:PutMetricData: any action": ITS_KEYS,
}
"""Mutants that allow nothing more, with the reason."""


def test_every_wrong_boundary_is_caught(sweep: Sweep, templates: dict[str, Template]) -> None:
    wrong = dict(mutants(policies.boundary(templates)))
    often = {case.action for case, answer in zip(sweep.cases, sweep.administrator, strict=True) if answer}
    # What may be allowed first: most mutants are caught there.
    everything = sorted(range(len(sweep.cases)), key=lambda at: sweep.cases[at].action not in often)
    until = [sweep.administrator[at] for at in everything]
    runs = [
        Run(identity=[EVERYTHING], boundary=boundary, only=everything, until=until)
        for boundary in wrong.values()
    ]
    answers = decide(sweep.cases, runs)
    survived = {name for name, found in zip(wrong, answers, strict=True) if found == until}
    assert survived == set(EQUIVALENT), f"{len(wrong)} mutants"
    assert len(wrong) > 3 * len(policies.boundary(templates)["Statement"])
