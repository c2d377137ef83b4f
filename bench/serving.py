"""Measure this project's server beside AWS's toolkit and the classic container stack: `make bench-serving`.

Same machine, same minute, same fitted model, one row a request; server on one core, load on another.
"""

import argparse
import json
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench import load, models, stacks, toolkits

REQUIRED_RATE, REQUIRED_LATENCY = 15.0, 6.0
"""At 16 connections at least 15 times the requests a second, at one at most a sixth of the median latency."""
SAME_ANSWER = 1e-5


@dataclass(frozen=True, kw_only=True)
class Result:
    """One stack: medians over the rounds, and this project's advantage over it."""

    name: str
    requests_per_second: float
    p50_us: float
    rate_ratio: float
    latency_ratio: float


def main() -> int:
    """Run the benchmark; with `--check` the exit status says whether the required ratios hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=5, help="turns each stack gets; their median counts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="exit 1 unless the required ratios hold")
    arguments = parser.parse_args()
    try:
        toolkits.require()
        load.require_programs()
    except RuntimeError as error:
        print(f"bench-serving: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        results = run(Path(directory), seconds=arguments.seconds, rounds=arguments.rounds)
    print(json.dumps([asdict(result) for result in results], indent=2) if arguments.json else table(results))
    return 0 if holds(results) or not arguments.check else 1


def run(directory: Path, *, seconds: int, rounds: int) -> list[Result]:
    """Start all stacks, see that they answer alike, and measure them in turns."""
    made = models.make(directory)
    script = load.write_script(directory, made.one_row)
    rates: dict[str, list[float]] = {}
    latencies: dict[str, list[float]] = {}
    with stacks.all_running(made, directory) as started:
        _require_same_answers([_answer(stack.url, made.one_row) for stack in started])
        for _ in range(rounds):
            for stack in started:
                load.measure(stack.url, script=script, connections=16, seconds=1)
                many = load.measure(stack.url, script=script, connections=16, seconds=seconds)
                one = load.measure(stack.url, script=script, connections=1, seconds=seconds)
                rates.setdefault(stack.name, []).append(many.requests_per_second)
                latencies.setdefault(stack.name, []).append(one.p50_us)
    return compare({name: (median(rates[name]), median(latencies[name])) for name in rates})


def compare(measured: dict[str, tuple[float, float]]) -> list[Result]:
    """Turn (requests a second, p50 in us) by stack into results with ratios to this project's."""
    our_rate, our_latency = measured[stacks.OURS]
    return [
        Result(
            name=name,
            requests_per_second=round(rate),
            p50_us=round(latency),
            rate_ratio=round(our_rate / rate, 1),
            latency_ratio=round(latency / our_latency, 1),
        )
        for name, (rate, latency) in measured.items()
    ]


def holds(results: list[Result]) -> bool:
    """Say whether both required ratios hold against every other stack."""
    others = [result for result in results if result.name != stacks.OURS]
    return all(
        result.rate_ratio >= REQUIRED_RATE and result.latency_ratio >= REQUIRED_LATENCY for result in others
    )


def table(results: list[Result]) -> str:
    """Lay the results out as text."""
    layout = "{:42} {:>15} {:>8} {:>15} {:>8}".format
    lines = [layout("one row a request", "16 conn. req/s", "ours is", "1 conn. p50 us", "ours is")]
    for result in results:
        rate, latency = f"{result.requests_per_second:,.0f}", f"{result.p50_us:,.0f}"
        lines.append(layout(result.name, rate, f"{result.rate_ratio}x", latency, f"1/{result.latency_ratio}"))
    verdict = "hold" if holds(results) else "DO NOT HOLD"
    required = f"{REQUIRED_RATE:.0f}x the requests, 1/{REQUIRED_LATENCY:.0f} of the latency"
    lines.append(f"required: {required}: they {verdict}")
    return "\n".join(lines)


def _answer(url: str, body: bytes, attempts: int = 50) -> float:
    """Ask once; multi-model-server answers /ping before its worker has loaded the model, so try for 10 s."""
    for attempt in range(attempts):
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
                return float(json.load(response)["predictions"][0]["probabilities"]["malignant"])
        except OSError:
            if attempt == attempts - 1:
                raise
            time.sleep(0.2)
    raise AssertionError("unreachable")


def _require_same_answers(answers: list[float]) -> None:
    if max(answers) - min(answers) > SAME_ANSWER:
        raise RuntimeError(f"the stacks do not serve the same model: {answers}")


if __name__ == "__main__":
    sys.exit(main())
