"""What `[autopilot]` cannot go with: settings that AWS would refuse, or that would compare nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.autopilot import Autopilot, Metric
from config.cards import starter_card
from config.catalog import instance_types

if TYPE_CHECKING:
    from config.models import Environment

METRICS: dict[str, tuple[Metric, ...]] = {
    "BinaryClassification": ("AUC", "Accuracy", "F1macro"),
    "MulticlassClassification": ("Accuracy", "F1macro"),
    "Regression": ("R2", "RMSE", "MAE"),
}
"""The objectives of a problem type that `model_code/tabular/metrics.py` measures as well."""
MOST_POLLS = 1_500
"""An execution has 25,000 events at most (Step Functions quotas), and one look at the job makes 15."""


def problem_type(environment: Environment) -> str | None:
    """Return Autopilot's name of the problem that the trained model's starter solves; None without a card."""
    model = environment.models.get(environment.training.model)
    card = starter_card(model.starter) if model else None
    if card is None:
        return None
    kinds = {0: "Regression", 2: "BinaryClassification"}
    return kinds.get(len(card.target.classes), "MulticlassClassification")


def broken_autopilot(environment: Environment) -> Iterator[str]:
    """Yield what is wrong with `[autopilot]`, where there is one."""
    if (autopilot := environment.autopilot) is None:
        return
    yield from _surroundings(autopilot, environment)
    yield from _objective(autopilot, environment)
    yield from _bounds(autopilot)


def _surroundings(autopilot: Autopilot, environment: Environment) -> Iterator[str]:
    if environment.image == "prebuilt":
        yield "autopilot: its report is made by our own image; set image to own, or remove [autopilot]"
    if autopilot.mode == "instead" and environment.training.schedule:
        yield (
            "training.schedule: starts the pipeline, which autopilot.mode = instead puts aside; "
            "remove it, or set autopilot.mode to beside"
        )
    needed = autopilot.assumed_type
    if needed not in instance_types(use="training", region=environment.region):
        yield (
            f"autopilot.problem: {environment.region} does not sell {needed} for training use, on which "
            f"Autopilot is assumed to solve {autopilot.problem} problems; remove [autopilot]"
        )


def _objective(autopilot: Autopilot, environment: Environment) -> Iterator[str]:
    if autopilot.problem == "text":
        if autopilot.text_column is None:
            yield "autopilot.text_column: a text problem needs the column that holds the text"
        if autopilot.objective != "Accuracy":
            yield f"autopilot.objective: Autopilot chooses text models by Accuracy, not {autopilot.objective}"
        if autopilot.mode == "beside":
            yield (
                "autopilot.mode: the hand-written training reads no text, so nothing stands beside it; "
                "set it to instead"
            )
        return
    if autopilot.text_column is not None:
        yield "autopilot.text_column: is for problem = text; remove it, or set autopilot.problem to text"
    kind = problem_type(environment)
    if kind and autopilot.objective not in METRICS[kind]:
        yield (
            f"autopilot.objective: {autopilot.objective} is no metric of {environment.training.model}, "
            f"a {kind}; take {', '.join(METRICS[kind])}"
        )


def _bounds(autopilot: Autopilot) -> Iterator[str]:
    """Hold the bounds against one another: the money must pay for the worst that the others allow."""
    one, runtime = autopilot.max_runtime_per_training_job_seconds, autopilot.runtime_seconds
    if autopilot.max_runtime_seconds is None and runtime < one:
        enough = autopilot.model_copy(update={"max_runtime_seconds": one}).worst_usd
        yield (
            f"autopilot.max_usd: USD {autopilot.max_usd:.2f} pays for no time beside "
            f"{autopilot.max_candidates} candidates of {one} s; raise it to {_cents_up(enough)}, or lower "
            "max_candidates or max_runtime_per_training_job_seconds"
        )
        return
    if runtime < one:
        yield (
            f"autopilot.max_runtime_seconds: {runtime} s end before one training job of {one} s does; "
            "raise it, or lower max_runtime_per_training_job_seconds"
        )
    if autopilot.worst_usd > autopilot.max_usd:
        yield (
            f"autopilot.max_usd: the other bounds allow USD {autopilot.worst_usd:.2f} "
            f"(at USD {autopilot.hourly_usd} an instance-hour), which is above {autopilot.max_usd:.2f}; "
            f"raise it to {_cents_up(autopilot.worst_usd)}, or lower max_candidates or a max_runtime"
        )
    if autopilot.most_polls > MOST_POLLS:
        least = -(-autopilot.most_polls * autopilot.poll_seconds // MOST_POLLS)
        yield (
            f"autopilot.poll_seconds: {autopilot.most_polls} looks at a job are more than the {MOST_POLLS} "
            f"that an execution's history holds; set it to {least} or more"
        )


def _cents_up(usd: float) -> str:
    return f"{-(-usd * 100 // 1) / 100:.2f}"
