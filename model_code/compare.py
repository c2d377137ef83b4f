#!/usr/bin/env python3
"""Autopilot's last step: compare its candidates with the pipeline's model on the same held-out rows.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/candidates/candidates.json, which the
state machine wrote, and input/evaluation/evaluation.json where the pipeline ran; writes report/report.html
and report/report.json. What cannot be compared is said in the report, and is no failure.
"""

import argparse
import sys

from pydantic import ValidationError

from comparison.report import Report, render
from comparison.scores import ScoresError, read_candidates, read_evaluation
from comparison.verdict import best, judge
from tabular.paths import ProcessingPaths


def main() -> int:
    """Run the step; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "execution", "job", "objective"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    paths = ProcessingPaths.from_environment()
    try:
        report = compare(paths, **vars(arguments))
    except (ScoresError, ValidationError, KeyError, ValueError, OSError) as error:
        print(f"comparing failed: {error}", file=sys.stderr)
        return 1
    output = paths.base / "report"
    output.mkdir(parents=True, exist_ok=True)
    (output / "report.json").write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    (output / "report.html").write_text(render(report), encoding="utf-8")
    print(report.verdict.statement)
    return 0


def compare(paths: ProcessingPaths, *, model: str, execution: str, job: str, objective: str) -> Report:
    """Read both sides and judge."""
    candidates = read_candidates(paths.base / "input/candidates/candidates.json")
    evaluation = read_evaluation(paths.base / "input/evaluation/evaluation.json")
    return Report(
        model=model,
        execution=execution,
        job=job,
        objective=objective,
        made_by=best(candidates, objective=objective).made_by,
        verdict=judge(candidates, objective=objective, evaluation=evaluation),
        hand_written=evaluation,
        candidates=candidates,
    )


if __name__ == "__main__":
    sys.exit(main())
