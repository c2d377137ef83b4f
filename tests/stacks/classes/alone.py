"""The policies of a class that no environment has, alone in a stack."""

import json
from pathlib import Path
from typing import get_args

import aws_cdk as cdk

import config
from config import Environment
from config.roster import Roster, Service
from config.studio import Canvas
from stacks.constructs.class_boundary import ClassBoundary
from stacks.constructs.freeze_policy import FreezePolicy
from stacks.constructs.student_access import StudentAccess
from stacks.constructs.student_names import StudentNames
from tests.stacks.classes.resources import BUCKET, DOMAIN, KEY, LESSONS
from tests.stacks.reading import Template

ROOT = Path(__file__).parents[3]
STACK = "Class-alone"


def everything_on() -> tuple[Environment, Roster]:
    """Return the demonstration with all that a roster can ask for, and the environment that it needs."""
    environment = config.load("classroom").model_copy(update={"canvas": Canvas()})
    (demo,) = environment.classes
    return environment, demo.model_copy(update={"services": get_args(Service)})


def policies_of(environment: Environment, roster: Roster, *, folder: Path) -> Template:
    """Return a template with the boundary, what students may do and what the guard attaches."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"aws:cdk:enable-path-metadata": True}
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=context)
    stack = cdk.Stack(app, STACK)
    names = StudentNames(
        scope=stack,
        config=environment,
        roster=roster,
        domain_id=DOMAIN,
        bucket_arn=BUCKET,
        key_arn=KEY,
        lessons_arn=LESSONS,
    )
    ClassBoundary(stack, "Boundary", names=names)
    StudentAccess(stack, "Access", names=names)
    FreezePolicy(stack, "Freeze", config=environment, roster=roster)
    found: Template = app.synth().get_stack_by_name(STACK).template
    return found
