"""The sandbox of an account alone, and the two stacks that carry it; no environment has them."""

from pathlib import Path

import aws_cdk as cdk

import config
from config import Environment
from config.roster import Accounts, Roster
from config.roster_files import load_roster
from stacks.account_template import declare
from stacks.blueprint import BlueprintStack
from stacks.context import context
from stacks.nag import acknowledge, add_packs
from stacks.sandbox_accounts import SandboxAccountsStack

UNITS = ("ou-ab12-11111111", "ou-ab12-22222222")


def environment() -> Environment:
    return config.load("classroom")


def roster(**changes: object) -> Roster:
    """Return the class of the demonstration, with an account for each student."""
    accounts = Accounts(organizational_units=UNITS)
    return load_roster("demo").model_copy(update={"accounts": accounts, **changes})


def synthesize(folder: Path) -> None:
    """Write the stages Classroom, with the sandbox as a stack, and Carriers; the packs look at both."""
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=context())
    add_packs(app)
    settings, taught = environment(), roster()
    stage = declare(app, config=settings, roster=taught)
    carriers = cdk.Stage(app, "Carriers", env=cdk.Environment(region=settings.region))
    assert taught.accounts
    SandboxAccountsStack(carriers, "Accounts", config=settings, roster=taught, accounts=taught.accounts)
    BlueprintStack(carriers, "Blueprint", config=settings, roster=taught)
    acknowledge(stage, config=settings)
    try:
        app.synth()
    except RuntimeError as error:  # what was found is in the report, which a test reads
        if "ValidationFailed" not in str(error):
            raise
