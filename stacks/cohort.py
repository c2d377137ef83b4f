"""Some students of a class, a sandbox each: so many stacks that none comes near CloudFormation's limits."""

from collections.abc import Sequence

import aws_cdk as cdk
from constructs import Construct

from config.roster import Student
from stacks.class_shared import ClassStack
from stacks.constructs.sandbox import Sandbox


class CohortStack(cdk.Stack):
    """Who is added or dropped changes resources of their own here, and nothing else anywhere."""

    def __init__(self, scope: Construct, id: str, *, shared: ClassStack, students: Sequence[Student]) -> None:
        super().__init__(scope, id, description=f"Sandboxes of students of {shared.roster.name}")
        cdk.Tags.of(self).add("class", shared.roster.name)
        # CloudFormation refuses a stack of nothing, which this is when its last student is dropped.
        cdk.CfnWaitConditionHandle(self, "Kept")
        self.sandboxes = [
            Sandbox(self, student.slug, ground=shared.ground, student=student) for student in students
        ]
