"""The classes of an environment: what each shares, and each student's sandbox or account."""

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

from config import Environment
from config.cohorts import cohorts
from stacks.answering import Answering
from stacks.class_shared import ClassStack
from stacks.cohort import CohortStack
from stacks.constructs.budget_freezer import let_budgets_tell
from stacks.data import DataStack
from stacks.sandbox_accounts import SandboxAccountsStack
from stacks.studio import StudioStack


def teach(
    stage: cdk.Stage,
    *,
    config: Environment,
    data: DataStack,
    studio: StudioStack,
    answering: Answering,
    alarm_topic: sns.ITopic,
) -> None:
    """Declare the stacks of every class."""
    for roster in config.classes:
        name = f"Class-{roster.name}"
        if roster.accounts:
            SandboxAccountsStack(
                stage, f"{name}-Accounts", config=config, roster=roster, accounts=roster.accounts
            )
            continue
        shared = ClassStack(
            stage,
            name,
            config=config,
            roster=roster,
            data=data,
            studio=studio,
            api=answering.api,
            metered=answering.metered,
            alarm_topic=alarm_topic,
        )
        for number, students in cohorts(roster).items():
            CohortStack(stage, f"{name}-Cohort-{number:03}", shared=shared, students=students)
    if any(roster.budgets and not roster.accounts for roster in config.classes):
        let_budgets_tell(key=data.key, topic=alarm_topic)
