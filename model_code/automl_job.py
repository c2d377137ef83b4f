#!/usr/bin/env python3
"""The local stand-in's AutoML job: what the embedded AWS runs for CreateAutoMLJobV2, in Autopilot's place.

Below SAGEMAKER_BASE_DIR: reads input/config/automljob.json (the request) and the channels in
input/data/{training,validation}; writes candidates.json after each candidate, and below candidates/<name>/
its model.tar.gz (and card.json). On an error that is the data's it exits 1 and leaves the reason in
output/failure.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automl import STAND_IN
from automl.measures import direction
from automl.request import DEFAULT_OBJECTIVES, AutoMLRequest
from automl.search import Proposal, Search
from automl.trainer import CandidateError, OverdueError, Trainer, problem_of
from tabular.dataset import DataError

FEWEST_ROWS = 500
"""API reference, CreateAutoMLJob: a training table of Autopilot has at least this many rows."""
START_SECONDS = 60.0
"""For importing the libraries and reading the data, before the limits of the search begin to count."""


class Job:
    """One search: its limits, and what it has found so far."""

    def __init__(self, base: Path, request: AutoMLRequest) -> None:
        self._base, self._request = base, request
        self._began = time.monotonic()
        problem = problem_of(base, request)
        self._objective = request.objective or DEFAULT_OBJECTIVES[problem.kind]
        self._found: dict[str, Any] = {
            "stand_in": STAND_IN,
            "objective": self._objective,
            "direction": direction(self._objective),
            "kind": problem.kind,
            "rows": len(problem.train),
            "notes": _notes(len(problem.train)),
            "ended_by": None,
            "candidates": [],
        }
        mode = "max" if self._found["direction"] == "Maximize" else "min"
        self._search = Search(problem.spaces, mode=mode)
        self._trainer = Trainer(base, request)

    def run(self) -> None:
        """Try candidates until one of the bounds is reached, or nothing new is left to try."""
        print(f"{STAND_IN}; objective {self._objective}, at most {self._request.most_candidates} candidates")
        for note in self._found["notes"]:
            print(note)
        try:
            self._trainer.start(seconds=START_SECONDS)
            self._began = time.monotonic()
            self._try_all()
        finally:
            self._trainer.stop()
        self._write()

    def _try_all(self) -> None:
        for proposal in self._search.proposals():
            if len(self._found["candidates"]) >= self._request.most_candidates:
                self._found["ended_by"] = "MaxCandidatesReached"
                return
            if self._left() <= 0 or not self._try(proposal):
                self._found["ended_by"] = "MaxAutoMLJobRuntimeReached"
                return

    def _left(self) -> float:
        return self._request.seconds - (time.monotonic() - self._began)

    def _try(self, proposal: Proposal) -> bool:
        """Train one candidate; False if the whole job's time ended first."""
        candidate: dict[str, Any] = {
            "name": proposal.name,
            "algorithm": proposal.algorithm,
            "parameters": proposal.parameters,
            "status": "InProgress",
            "began": datetime.now(UTC).isoformat(),
        }
        self._found["candidates"].append(candidate)
        self._write()
        self._trainer.start(seconds=self._left())
        began, limit = time.monotonic(), min(self._request.candidate_seconds, self._left())
        try:
            folder = self._base / "candidates" / proposal.name
            metrics = self._trainer.train(proposal, folder=folder, seconds=limit)
            candidate |= {"metrics": metrics} | self._scored(metrics)
        except OverdueError as error:
            candidate |= {"status": "Stopped", "failure": str(error)}
        except CandidateError as error:
            candidate |= {"status": "Failed", "failure": str(error)}
        seconds = time.monotonic() - began
        candidate |= {"seconds": round(seconds, 2), "ended": datetime.now(UTC).isoformat()}
        self._search.learn(proposal, score=candidate.get("score"), seconds=seconds)
        said = candidate.get("score", candidate.get("failure"))
        print(f"{proposal.name}: {candidate['status']}, {self._objective}={said}, {seconds:.1f} s")
        self._write()
        return self._left() > 0

    def _scored(self, metrics: dict[str, float]) -> dict[str, Any]:
        if self._objective in metrics:
            return {"status": "Completed", "score": metrics[self._objective]}
        return {"status": "Failed", "failure": f"{self._objective} cannot be measured on these rows"}

    def _write(self) -> None:
        """Replace the file at once: the service reads it while the job runs."""
        path = self._base / "candidates.json"
        path.with_suffix(".new").write_text(json.dumps(self._found), encoding="utf-8")
        path.with_suffix(".new").replace(path)


def _notes(rows: int) -> list[str]:
    if rows >= FEWEST_ROWS:
        return []
    return [
        f"Autopilot takes no training table under {FEWEST_ROWS} rows: AWS would have refused these {rows}"
    ]


def main() -> int:
    """Run the job; returns the exit status."""
    # Leave by the ordinary way when told to stop, so that the candidate's process ends too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base = Path(os.environ["SAGEMAKER_BASE_DIR"])
    try:
        Job(base, AutoMLRequest.read(base / "input/config/automljob.json")).run()
    except DataError as error:
        print(f"the search failed: {error}", file=sys.stderr)
        (base / "output").mkdir(parents=True, exist_ok=True)
        (base / "output/failure").write_text(str(error), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
