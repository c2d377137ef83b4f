"""All six policy packs over an app, with the register's findings acknowledged exactly where they apply."""

import aws_cdk as cdk
import cdk_nag

from config import Environment
from stacks.register import Entry, register

PACKS = {
    "AwsSolutions": cdk_nag.AwsSolutionsChecks,
    "HIPAA.Security": cdk_nag.HIPAASecurityChecks,
    "NIST.800.53.R4": cdk_nag.NIST80053R4Checks,
    "NIST.800.53.R5": cdk_nag.NIST80053R5Checks,
    "PCI.DSS.321": cdk_nag.PCIDSS321Checks,
    "Serverless": cdk_nag.ServerlessChecks,
}


def add_packs(app: cdk.App) -> None:
    """Let every pack check the whole app at synthesis; any finding fails it."""
    cdk.Validations.of(app).add_plugins(*[pack(app) for pack in PACKS.values()])


def acknowledge(stage: cdk.Stage, *, config: Environment) -> None:
    """Answer the findings of one environment that stacks/register.toml explains."""
    entries = register()
    for construct in stage.node.find_all():
        path = construct.node.path
        answers = [answer for entry in entries if entry.covers(path) for answer in _answers(entry, config)]
        if answers:
            cdk.Validations.of(construct).acknowledge(*answers)


def _answers(entry: Entry, config: Environment) -> list[cdk.Acknowledgment]:
    """Give namespaced ids, because only those stay visible in the validation report (cdk-nag 3)."""
    return [
        cdk.Acknowledgment(id=f"{pack.replace(' ', '-')}::{rule}", reason=entry.explanation)
        for pack, rule in entry.findings(config)
    ]
