"""Entry point of `python -m cli`, which the `lab2api` script runs."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

import config
from cli import cloud, config_show, demo, deploy_model, local_run, terminal, train
from cli.autopilot.command import app as autopilot
from cli.batch.command import batch
from cli.classes.command import app as classes
from cli.containers.command import app as containers
from cli.cost.command import cost
from cli.dashboard.command import dashboard
from cli.drift.command import app as drift
from cli.features.command import app as features
from cli.instances.command import instances
from cli.kubernetes.command import app as kubernetes
from cli.lifecycle.command import app as lifecycle
from cli.models.command import app as models
from cli.quotas.command import app as quotas
from cli.recipe.command import app as recipe
from cli.reviews.command import app as reviews
from cli.runs.command import app as runs
from cli.shadow.command import shadow


class Verbs(TyperGroup):
    """Settings that cannot work end any verb with the lines that say what to change."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except config.ConfigError as error:
            terminal.stop(str(error))


app = typer.Typer(
    cls=Verbs,
    name="lab2api",
    help="From the lab to an API: train a model, put it behind HTTP, on this machine or in your AWS account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Start with `lab2api demo`. Every verb takes --help; those that print data take --json.",
)
app.add_typer(config_show.app, name="config")
app.add_typer(local_run.app, name="local")
app.add_typer(features, name="features")
app.add_typer(kubernetes, name="kubernetes")
app.add_typer(lifecycle, name="lifecycle")
app.add_typer(runs, name="runs")
app.command("demo")(demo.demo)
app.command("train")(train.train)
app.command("deploy-model")(deploy_model.deploy_model)
app.command("batch")(batch)
app.command("cost")(cost)
app.command("dashboard")(dashboard)
app.command("shadow")(shadow)
app.command("instances")(instances)
app.add_typer(autopilot, name="autopilot")
app.add_typer(classes, name="class")
app.add_typer(containers, name="containers")
app.add_typer(drift, name="drift")
app.add_typer(models, name="models")
app.add_typer(quotas, name="quotas")
app.add_typer(recipe, name="recipe")
app.add_typer(reviews, name="reviews")
app.command("deploy")(cloud.deploy)
app.command("destroy")(cloud.destroy)

if __name__ == "__main__":
    app(prog_name="lab2api")
