"""Measure what the API adds to a prediction, split by stage, in the local run: `python -m bench.overhead`.

One row, one request at a time, the ways in turns; start the local run first with `./lab2api local up`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench import asking, imports
from bench.starter import ROOT
from cli.target import of_environment

MOST_HANDLER_MS, MOST_IMPORT_RATIO = 1.0, 1.5
"""The handler's own compute, warm; and its import beside a bare `import boto3` with one client."""
PAUSE_SECONDS = 0.03
"""Between two requests, so that the stage's 50 requests a second are never reached."""
CONTAINER, ENDPOINT, FUNCTION, API = "container", "endpoint", "function", "api"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the way: its p50 in milliseconds, and its share of the whole."""

    name: str
    milliseconds: float
    share: float


@dataclass(frozen=True, kw_only=True)
class Overhead:
    """The stages, what the API adds to the endpoint's answer, and the two required figures."""

    stages: list[Stage]
    added_ms: float
    added_ratio: float
    handler_ms: float
    import_ratio: float

    @property
    def holds(self) -> bool:
        """Whether both required figures hold."""
        return self.handler_ms <= MOST_HANDLER_MS and self.import_ratio <= MOST_IMPORT_RATIO


def main() -> int:
    """Run the benchmark; with `--check` the exit status says whether the required figures hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=60, help="requests a round and way")
    parser.add_argument("--rounds", type=int, default=5, help="turns each way gets")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="exit 1 unless the required figures hold")
    arguments = parser.parse_args()
    target = of_environment("local")
    with tempfile.TemporaryDirectory(prefix="bench-") as directory, ExitStack() as started:
        ways = {
            CONTAINER: started.enter_context(asking.container(Path(directory))),
            ENDPOINT: asking.straight_to_the_endpoint(target),
            FUNCTION: asking.through_lambda(target),
            API: asking.through_the_gateway(target),
        }
        medians = in_turns(ways, requests=arguments.requests, rounds=arguments.rounds)
    handler_ms = handler(arguments.requests * arguments.rounds)
    found = split(medians, handler_ms=handler_ms, imported=imports.measure(2 * arguments.rounds))
    print(json.dumps(asdict(found), indent=2) if arguments.json else table(found))
    return 0 if found.holds or not arguments.check else 1


def in_turns(
    ways: Mapping[str, Callable[[], None]], *, requests: int, rounds: int, pause: float = PAUSE_SECONDS
) -> dict[str, float]:
    """Return each way's p50 in milliseconds over all its requests; the first of a turn is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, ask in ways.items():
            ask()
            for _ in range(requests):
                time.sleep(pause)
                begun = time.perf_counter()
                ask()
                taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: median(values) for name, values in taken.items()}


def handler(count: int) -> float:
    """Return the p50 of the handler's own compute in milliseconds, in a process of its own."""
    command = [sys.executable, "-m", "bench.stubbed_handler", str(count)]
    variables = {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True)
    taken: list[float] = json.loads(done.stdout.splitlines()[-1])
    return median(taken)


def split(medians: Mapping[str, float], *, handler_ms: float, imported: Mapping[str, float]) -> Overhead:
    """Split the whole way: each longer way contains the shorter ones."""
    whole = medians[API]
    parts = {
        "API Gateway": whole - medians[FUNCTION],
        "Lambda: invocation and worker": medians[FUNCTION] - medians[ENDPOINT] - handler_ms,
        "handler": handler_ms,
        "SageMaker runtime": medians[ENDPOINT] - medians[CONTAINER],
        "container": medians[CONTAINER],
    }
    return Overhead(
        stages=[
            Stage(name=name, milliseconds=round(value, 3), share=round(value / whole, 3))
            for name, value in parts.items()
        ],
        added_ms=round(whole - medians[ENDPOINT], 3),
        added_ratio=round(whole / medians[ENDPOINT], 2),
        handler_ms=round(handler_ms, 3),
        import_ratio=round(imported["ours"] / imported["bare"], 2),
    )


def table(found: Overhead) -> str:
    """Lay the result out as text."""
    layout = "{:32} {:>10} {:>8}".format
    lines = [layout("stage, one row a request", "p50 ms", "share")]
    lines += [layout(stage.name, f"{stage.milliseconds:.2f}", f"{stage.share:.0%}") for stage in found.stages]
    lines.append(
        f"the API adds {found.added_ms:.1f} ms to the endpoint's answer, {found.added_ratio} times of it"
    )
    lines.append(f"handler, warm: {found.handler_ms:.2f} ms; import: {found.import_ratio} times a bare one")
    verdict = "hold" if found.holds else "DO NOT HOLD"
    lines.append(f"required: {MOST_HANDLER_MS} ms and {MOST_IMPORT_RATIO} times: they {verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
