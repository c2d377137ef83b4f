"""A line now and then on how fast the training is; one metric a name, for the job's MetricDefinitions."""

import time
from collections.abc import Callable

from text_classifier.chips import peak
from text_classifier.flops import step_flops
from text_classifier.settings import NetworkSettings


class Progress:
    """Tokens (padding included) and operations since the last line, over all processes."""

    def __init__(
        self,
        *,
        network: NetworkSettings,
        chip: str,
        world: int,
        every: int,
        steps: int,
        clock: Callable[[], float] = time.perf_counter,
        say: Callable[[str], None] = lambda line: print(line, flush=True),
    ) -> None:
        self.network, self.every, self.steps, self.clock, self.say = network, every, steps, clock, say
        most = peak(chip)
        self.most = None if most is None else most * world
        self.since, self.tokens, self.flops, self.told = clock(), 0, 0.0, 0

    def count(self, *, rows: int, length: int) -> None:
        """Note a step that begins."""
        self.tokens += rows * length
        self.flops += step_flops(self.network, rows=rows, length=length)

    def tell(self, done: int, loss: float) -> None:
        """Say how it goes if `every` steps have passed since it was last said, or it is the last step."""
        if done // self.every == self.told // self.every and done < self.steps:
            return
        seconds = max(self.clock() - self.since, 1e-9)
        share = (
            "" if self.most is None else f" model_flops_utilization={self.flops / seconds / self.most:.4f};"
        )
        speed = self.tokens / seconds
        self.say(
            f"step={done}; steps={self.steps}; training_loss={loss:.6f};"
            f" tokens_per_second={speed:.0f};{share}"
        )
        self.since, self.tokens, self.flops, self.told = self.clock(), 0, 0.0, done
