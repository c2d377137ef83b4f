"""From rows to a trained network: read, learn the tokenizer, encode, train or go on training, measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from tabular.paths import TrainingPaths
from text_classifier.batches import Encoded
from text_classifier.channels import Channels
from text_classifier.checkpoint import Checkpoints, OtherCheckpointsError
from text_classifier.distributed import Group
from text_classifier.evaluating import probabilities
from text_classifier.examples import Examples
from text_classifier.loop import Loop
from text_classifier.losses import Losses
from text_classifier.measuring import measure
from text_classifier.network import Network
from text_classifier.optimizing import Optimizing
from text_classifier.progress import Progress
from text_classifier.settings import Hyperparameters
from text_classifier.stopping import StopSignal
from text_classifier.tokenizer import Tokenizer
from text_classifier.trained import Trained


@dataclass(frozen=True, kw_only=True)
class Training:
    """One job, in one of its processes."""

    paths: TrainingPaths
    told: Hyperparameters
    group: Group
    stop: StopSignal

    def run(self) -> Trained:
        """Train on the `train` channel, from the last checkpoint if there is one; measure on `test`."""
        channels = Channels.read(self.paths)
        checkpoints = self._checkpoints(channels)
        state = checkpoints.latest() or {}
        if not self.group.agree_on(int(state.get("step", 0))):
            raise OtherCheckpointsError(
                f"the processes find different checkpoints in {checkpoints.directory}"
            )
        tokenizer = self._tokenizer(state, channels)
        encoded = self._encoded(tokenizer, channels, channels.train)
        optimizing = self._optimizing(channels, encoded, vocabulary=tokenizer.vocabulary)
        loop = self._loop(encoded, optimizing, checkpoints, tokenizer)
        loop.restore(state)
        loop.run()
        return self._measured(loop, channels, tokenizer)

    def _checkpoints(self, channels: Channels) -> Checkpoints:
        made_from = {**self.told.identity(), "data": channels.train.sha256}
        return Checkpoints(self.paths.checkpoints, made_from=made_from, kept=self.told.kept_checkpoints)

    def _tokenizer(self, state: Mapping[str, Any], channels: Channels) -> Tokenizer:
        """Take the checkpoint's: token numbers mean something only together with the weights."""
        if "tokenizer" in state:
            return Tokenizer(state["tokenizer"].numpy().tobytes())

        def learned() -> bytes:
            return Tokenizer.train(channels.train.texts, vocabulary=self.told.vocabulary).model

        return Tokenizer(self.group.from_the_first(learned))

    def _encoded(self, tokenizer: Tokenizer, channels: Channels, examples: Examples) -> Encoded:
        rows = tokenizer.rows(examples.texts, length=self.told.length)
        return Encoded.of(rows, labels=channels.labels(examples))

    def _optimizing(self, channels: Channels, encoded: Encoded, *, vocabulary: int) -> Optimizing:
        torch.manual_seed(self.told.seed)
        settings = self.told.network(vocabulary=vocabulary, classes=len(channels.classes))
        network = Network(settings).to(self.group.chip.device)
        steps = self.told.epochs * encoded.steps(self.told.batch)
        return Optimizing(network, told=self.told, group=self.group, steps=steps)

    def _loop(
        self, encoded: Encoded, optimizing: Optimizing, checkpoints: Checkpoints, tokenizer: Tokenizer
    ) -> Loop:
        leads, an_epoch = self.group.leads, encoded.steps(self.told.batch)
        path = self.paths.output_data / "losses.csv" if leads else None
        return Loop(
            told=self.told,
            group=self.group,
            encoded=encoded,
            optimizing=optimizing,
            checkpoints=checkpoints,
            losses=Losses(path, steps_an_epoch=an_epoch, rate=optimizing.rate),
            progress=Progress(
                network=optimizing.network.settings,
                chip=self.group.chip.name,
                world=self.group.world,
                every=self.told.log_steps,
                steps=optimizing.steps,
                say=(lambda line: print(line, flush=True)) if leads else (lambda _: None),
            ),
            stop=self.stop,
            kept={"tokenizer": torch.frombuffer(bytearray(tokenizer.model), dtype=torch.uint8)},
        )

    def _measured(self, loop: Loop, channels: Channels, tokenizer: Tokenizer) -> Trained:
        network, classes = loop.optimizing.network, len(channels.classes)
        encoded = self._encoded(tokenizer, channels, channels.test)
        found = probabilities(network, encoded, classes=classes, group=self.group, told=self.told)
        spoken = [row.language for row in channels.test.rows]
        metrics, score = measure(encoded.labels, found, languages=spoken)
        return Trained(
            network=network.to("cpu"),
            tokenizer=tokenizer,
            channels=channels,
            losses=tuple(loop.losses.values),
            probabilities=found,
            metrics=metrics,
            score=score,
        )
