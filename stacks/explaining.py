"""Synth says why it took a machine: an info at the stack concerned, which changes no template."""

from collections.abc import Iterator

import aws_cdk as cdk

from config import Environment
from config.choice import explanations

STACKS = {"training": "Training", "text_training": "TextTraining", "batch_queue": "BatchQueue"}
"""Ids of the stacks that a table is for; those of hosting are for a model, whose name their id ends with."""
SHARED = "Data"
"""Every environment has it: where to speak of a table that has no stack of its own."""


def explain(stage: cdk.Stage, *, config: Environment) -> None:
    """Annotate stacks with config.explanations; `cdk synth` prints them and the assembly keeps them."""
    stacks = [child for child in stage.node.children if isinstance(child, cdk.Stack)]
    for choice in explanations(config):
        wanted = set(_endings(choice.path, config=config))
        concerned = [stack for stack in stacks if _ending(stack.node.id) in wanted]
        shared = [stack for stack in stacks if stack.node.id == SHARED]
        for stack in concerned or shared:
            cdk.Annotations.of(stack).add_info_v2(f"lab2api:{choice.path}", str(choice))


def _endings(path: str, *, config: Environment) -> Iterator[str]:
    """Yield how the ids of the stacks end that the table at `path` is for."""
    if path in STACKS:
        yield STACKS[path]
    for name, model in config.models.items():
        own = f"models.{name}.serving" if model.serving else "serving"
        if path in (own, "batch"):
            yield f"-{name}"


def _ending(id: str) -> str:
    """Return `-reviews` of `Serving-reviews`, `Training` of `Training`."""
    _, dash, model = id.partition("-")
    return f"{dash}{model}" if dash else id
