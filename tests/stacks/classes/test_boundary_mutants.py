"""The sweep would notice: every statement of the boundary dropped, widened or loosened in turn."""

from tests.stacks.classes.conftest import Sweep
from tests.stacks.classes.engine import EVERYTHING, Run, decide
from tests.stacks.classes.mutants import mutants

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


def test_every_wrong_boundary_is_caught(sweep: Sweep) -> None:
    wrong = dict(mutants(sweep.of.boundary))
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
    assert survived == set(EQUIVALENT[sweep.of.services]), f"{len(wrong)} mutants"
    assert len(wrong) > 3 * len(sweep.of.boundary["Statement"])
