"""AWS Budgets as the second line behind the guard, hours late: at 100 % it attaches the freezing policy."""

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_iam as iam
from constructs import Construct

from config.calendar import ends, starts
from config.cohorts import sandbox_name
from config.roster import Roster, Student
from stacks.constructs.sandbox_ground import SandboxGround

_Budget, _Action = budgets.CfnBudget, budgets.CfnBudgetsAction


class SandboxBudget(Construct):
    """What carries the student's tag, from the first day to the last; credits do not make it cheaper.

    It sees a tag only once the payer has activated `student` as a cost allocation tag, and from then on.
    """

    def __init__(
        self, scope: Construct, id: str, *, ground: SandboxGround, student: Student, role: iam.CfnRole
    ) -> None:
        super().__init__(scope, id)
        roster, name = ground.roster, sandbox_name(ground.roster, student)
        self.budget = _Budget(
            self,
            "Limit",
            budget=_Budget.BudgetDataProperty(
                budget_name=name,
                budget_type="COST",
                budget_limit=_Budget.SpendProperty(amount=roster.budget_of(student), unit="USD"),
                cost_filters={"TagKeyValue": [f"user:student${name}"]},
                cost_types=_Budget.CostTypesProperty(include_credit=False, include_refund=False),
                time_unit="CUSTOM",
                time_period=_Budget.TimePeriodProperty(**period(roster)),
            ),
        )
        self._freeze(ground, role)

    def _freeze(self, ground: SandboxGround, role: iam.CfnRole) -> None:
        policy = _Action.IamActionDefinitionProperty(policy_arn=ground.freeze_policy, roles=[role.ref])
        assert ground.budget_role  # noqa: S101 - narrows the type for mypy: without it there is no budget
        _Action(
            self,
            "Freeze",
            budget_name=self.budget.ref,
            action_type="APPLY_IAM_POLICY",
            action_threshold=_Action.ActionThresholdProperty(type="PERCENTAGE", value=100),
            approval_model="AUTOMATIC",
            notification_type="ACTUAL",
            definition=_Action.DefinitionProperty(iam_action_definition=policy),
            execution_role_arn=ground.budget_role,
            subscribers=[_Action.SubscriberProperty(type="SNS", address=ground.alarm_topic)],
        )


def period(roster: Roster) -> dict[str, str]:
    """Return the first and the last moment, in seconds since 1970 (CloudFormation guide, TimePeriod)."""
    return {"start": f"{starts(roster).timestamp():.0f}", "end": f"{ends(roster).timestamp():.0f}"}
