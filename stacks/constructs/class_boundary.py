"""The ceiling of every student's role: whatever policy is attached to it, this is the most that it may do."""

from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.boundary_ceiling import ceiling
from stacks.constructs.boundary_refusals import refusals
from stacks.constructs.boundary_size import refuse_too_long
from stacks.constructs.student_names import StudentNames


class ClassBoundary(iam.ManagedPolicy):
    """One policy for all students of a class: a list of what may be allowed, and what is refused at any rate.

    A boundary grants nothing. Under it a policy that is attached besides, be it AWS's for administrators,
    adds next to nothing to StudentAccess; the refusals hold even where a resource's policy names the role.
    """

    def __init__(self, scope: Construct, id: str, *, names: StudentNames) -> None:
        refuse_too_long(names, _statements)
        super().__init__(scope, id, statements=_statements(names))


def _statements(names: StudentNames) -> list[iam.PolicyStatement]:
    found = [*ceiling(names), *refusals(names)]
    for statement in found:
        # It says nothing to IAM and costs some twenty characters.
        statement.sid = None
    return found
