"""What all steps of the demonstration share: where it plays, the data, the client and the story."""

from __future__ import annotations

from dataclasses import dataclass

import config
from cli.lifecycle.request_client import RequestClient
from cli.lifecycle.rows import Labelled
from cli.lifecycle.story import Story
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target

ENVIRONMENT = "workbench"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One run of the demonstration with the model that the environment's pipeline trains."""

    target: Target
    settings: config.Environment
    starter: Labelled
    client: RequestClient
    story: Story

    @property
    def model(self) -> str:
        """The model whose life is shown."""
        return self.settings.training.model

    @property
    def endpoint(self) -> str:
        """The name of its endpoint."""
        return f"{self.target.environment}-{self.model}"

    @property
    def raw_bucket(self) -> str:
        """The bucket that raw data lands in."""
        return self.target.outputs("Data")["RawBucketName"]

    @property
    def approval(self) -> str:
        """Who approves here: a person or the policy."""
        lifecycle = self.settings.lifecycle
        return lifecycle.approval if lifecycle else "person"

    @property
    def feedback_prefix(self) -> str:
        """The folder of the raw bucket that a retraining reads; raises where the environment has no drift."""
        if self.settings.drift is None:
            raise StepFailedError(f"{self.target.environment} has no [drift]", hint="")
        return self.settings.drift.data_prefix(self.model)
