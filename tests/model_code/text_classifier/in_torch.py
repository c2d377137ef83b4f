"""Run in .venv-torch. `in_torch.py trained BASE...`: train in each folder and keep the weights, no artifact.

`in_torch.py interrupted SIGNAL STEP`: the job of SAGEMAKER_BASE_DIR, sent a signal while it is at a step.
`in_torch.py refused BASE...`: the exit status of the job in each folder, by folder, as JSON.
`in_torch.py alone BASE...`: as `trained`, the last folder as on an accelerator; then facts, as JSON.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import train_text
from tabular.paths import TrainingPaths
from text_classifier import device, evaluating, throughput
from text_classifier.checkpoint import Checkpoints
from text_classifier.distributed import joined
from text_classifier.flops import step_flops
from text_classifier.network import Network
from text_classifier.optimizing import Optimizing
from text_classifier.settings import Hyperparameters, NetworkSettings
from text_classifier.stopping import StopSignal
from text_classifier.training import Training


class LikeAnAccelerator(device.Cpu):
    """A CPU treated as an accelerator: every batch in one of few shapes, losses read now and then."""

    fixed_shapes = True
    read_every = 5


def trained(*bases, chip=None):
    with joined(chip or device.choose()) as group:
        for base in bases:
            paths = TrainingPaths.from_environment({"SAGEMAKER_BASE_DIR": base})
            told = Hyperparameters.read(paths.hyperparameters, {})
            made = Training(paths=paths, told=told, group=group, stop=StopSignal()).run()
            weights = {name: value.numpy() for name, value in made.network.state_dict().items()}
            np.savez(
                f"{base}/weights{group.rank}.npz",
                **weights,
                losses=made.losses,
                probabilities=made.probabilities,
            )


def interrupted(signal, step):
    whole = Optimizing.step

    def step_with_a_signal(self, number, parts, *, rows):
        if number == int(step):
            os.kill(os.getpid(), int(signal))
        return whole(self, number, parts, rows=rows)

    Optimizing.step = step_with_a_signal
    train_text._write = lambda *_: None  # the artifact has its own tests, and takes longer than the training
    sys.exit(train_text.main())


def refused(*bases):
    whole, found = Optimizing.step, {}
    for base in bases:
        if Path(base).name == "diverged":
            Optimizing.step = lambda *given, **named: whole(*given, **named) * torch.nan
        os.environ["SAGEMAKER_BASE_DIR"] = base
        found[Path(base).name] = train_text.main()
    print(json.dumps(found))


def network(**changes):
    torch.manual_seed(0)
    made = Network(NetworkSettings.of_size("tiny", vocabulary=50, classes=3, length=32, **changes))
    # The first weights are small: at 0.02, a mistake in the attention would not show in the answer.
    torch.nn.init.normal_(made.head.weight)
    for block in made.blocks:
        torch.nn.init.normal_(block.attention.project.weight, std=0.3)
    return made


def gradients(made, ids):
    made.train()
    made(ids).square().sum().backward()
    return torch.cat([weight.grad.flatten() for weight in made.parameters()])


def measured_heights():
    """Rows at once, of what is asked after training; filled while it is."""
    heights, whole = [], evaluating.padded

    def noting(*given, height, **named):
        heights.append(height)
        return whole(*given, height=height, **named)

    evaluating.padded = noting
    return heights


def speed():
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        given = ["--size", "tiny", "--batch", "4", "--length", "16", "--steps", "2"]
        throughput.main([*given, "--accumulate", "2", "--json"])
        throughput.main(given)
    as_json, _, text = said.getvalue().partition("}\n")
    return json.loads(as_json + "}"), text


def damaged(folder):
    """The step that is found when the last checkpoint has another byte and the one before is a few bytes."""
    kept = Checkpoints(Path(folder), made_from={"seed": 1}, kept=3)
    files = [kept.save(step, {"step": step, "network": torch.ones(9)}) for step in range(4)]
    content = bytearray(files[3].read_bytes())
    content[-200] ^= 1
    files[3].write_bytes(content)
    files[2].write_bytes(files[2].read_bytes()[:5])
    left = sorted(path.name for path in Path(folder).iterdir())
    return kept.latest()["step"], left == [path.name for path in files[1:]]


def alone(*bases):
    trained(*bases[:-1])
    heights = measured_heights()
    trained(bases[-1], chip=LikeAnAccelerator())
    ids = torch.randint(4, 50, (6, 16))
    whole, mask = torch.cat([ids, torch.full((6, 8), 7)], dim=1), torch.zeros((6, 24), dtype=torch.bool)
    mask[:, :16] = True
    made = network().eval()
    with torch.no_grad():
        answer, order = made(ids), made(ids.flip(1))
        padding = (made(whole, mask) - answer).abs().max().item()
        no_mask = (made(ids, torch.ones_like(ids, dtype=torch.bool)) - answer).abs().max().item()
        nothing = made(ids, torch.zeros_like(ids, dtype=torch.bool)).isfinite().all().item()
    plain, again = gradients(network(), ids), gradients(network(recompute=True), ids)
    counted = network(recompute=False)
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        counted(ids).sum().backward()
    found = {
        "padding": padding,
        "heights": heights,
        "no_mask": no_mask,
        "nothing_is_finite": nothing,
        "order": (order - answer).abs().max().item(),
        "recomputed": (plain - again).abs().max().item(),
        "speed": speed(),
        "damaged": damaged(f"{bases[0]}/damaged"),
        "counted": counter.get_total_flops(),
        "formula": step_flops(counted.settings, rows=6, length=16),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    {"trained": trained, "alone": alone, "interrupted": interrupted, "refused": refused}[sys.argv[1]](
        *sys.argv[2:]
    )
