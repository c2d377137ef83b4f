"""Who won, or why nobody can say: scores of different metrics are never set against each other."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from comparison.scores import LESS_IS_BETTER, OURS, Candidate

Winner = Literal["autopilot", "hand-written", "tie", "not compared"]


class Verdict(BaseModel):
    """`statement` is a sentence for people; `difference` is how much the winner is better, 0 for a tie."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    winner: Winner
    statement: str
    difference: float | None = None


def judge(
    candidates: Sequence[Candidate], *, objective: str, evaluation: Mapping[str, float] | None
) -> Verdict:
    """Compare the best candidate with the pipeline's model by `objective`, and by nothing else."""
    if evaluation is None:
        return _refused("The hand-written training did not run on this data: there is nothing to compare.")
    if other := sorted({candidate.metric for candidate in candidates} - {objective}):
        return _refused(
            f"Candidates were chosen by {', '.join(other)}, the comparison is asked by {objective}."
        )
    ours = OURS.get(objective)
    if ours is None or ours not in evaluation:
        return _refused(
            f"Autopilot measured {objective}, the hand-written training {', '.join(sorted(evaluation))}: "
            "different metrics are not compared."
        )
    return _compared(best(candidates, objective=objective), by=objective, theirs=evaluation[ours])


def best(candidates: Sequence[Candidate], *, objective: str) -> Candidate:
    """Return the candidate that is best by the objective; the first of equals."""
    chosen = min if objective in LESS_IS_BETTER else max
    return chosen(candidates, key=lambda candidate: candidate.score)


def _compared(candidate: Candidate, *, by: str, theirs: float) -> Verdict:
    # Both are rounded to six digits where they are measured: what is equal there is equal.
    lead = round((theirs - candidate.score) if by in LESS_IS_BETTER else (candidate.score - theirs), 6)
    scores = f"{by} {candidate.score:.6f} of {candidate.name} against {theirs:.6f}"
    if lead == 0:
        return Verdict(winner="tie", statement=f"Neither is better: {scores}.", difference=0.0)
    if lead > 0:
        return Verdict(winner="autopilot", statement=f"Autopilot won: {scores}.", difference=lead)
    return Verdict(
        winner="hand-written", statement=f"The hand-written training won: {scores}.", difference=-lead
    )


def _refused(statement: str) -> Verdict:
    return Verdict(winner="not compared", statement=statement)
