"""What a student may do: policies that all roles of a class share, by the name each is tagged with."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.student_chat import chat_statements
from stacks.constructs.student_desk import desk_statements, star_statements
from stacks.constructs.student_names import StudentNames
from stacks.constructs.student_work import work_statements


class StudentAccess(Construct):
    """`policies` are the ARNs to attach to each role, four at most: a role can have ten (IAM quotas).

    What is allowed on `*` is in policies of its own, so that an accepted finding about it covers no other.
    """

    def __init__(self, scope: Construct, id: str, *, names: StudentNames) -> None:
        super().__init__(scope, id)
        contents = {
            "Desk": desk_statements(names),
            "Work": [*work_statements(names), *chat_statements(names)],
            **{str(statement.sid): [statement] for statement in star_statements(names)},
        }
        self.policies: Sequence[str] = [
            iam.ManagedPolicy(self, name, statements=statements).managed_policy_arn
            for name, statements in contents.items()
            if statements
        ]
