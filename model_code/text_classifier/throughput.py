"""How fast a chip trains: `python -m text_classifier.throughput --size base --batch 64 --length 256`.

Rows of random tokens, all of one length, so that nothing is padded. The first steps, in which kernels are
compiled, do not count. On several chips, start it with `torchrun`; the batch is that of all together.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from text_classifier import device
from text_classifier.distributed import joined
from text_classifier.limits import MOST_TOKENS
from text_classifier.settings import SHAPES, Hyperparameters
from text_classifier.training_speed import Measured, measure_speed


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SHAPES, default="base")
    parser.add_argument("--batch", type=int, default=64, help="rows a step, of all processes together")
    parser.add_argument("--accumulate", type=int, default=1, help="parts that a step is taken in")
    parser.add_argument("--length", type=int, default=MOST_TOKENS, help="tokens a row")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--recompute", action="store_true", help="less memory: keep no inner activations")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--deterministic", action="store_true", help="the same bits at every run")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = vars(_arguments(given))
    as_json, steps = asked.pop("json"), asked.pop("steps")
    told = Hyperparameters.model_validate(asked)
    with joined(device.choose()) as group:
        measured = measure_speed(told, group=group, steps=steps)
        if group.leads:
            print(json.dumps(asdict(measured), indent=2) if as_json else _lines(measured))


def _lines(measured: Measured) -> str:
    unknown = {"model_flops_utilization": measured.why_not, "peak_memory_gib": "not measured"}
    found = {name: value for name, value in asdict(measured).items() if name != "why_not"}
    return "\n".join(
        f"{name}: {unknown.get(name) if value is None else value}" for name, value in found.items()
    )


if __name__ == "__main__":
    main()
