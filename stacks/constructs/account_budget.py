"""AWS Budgets over a whole account: a warning at the roster's share, the freezing policy at 100 %."""

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from config.roster import Roster
from stacks.constructs.budget_freezer import let_budgets_tell
from stacks.constructs.sandbox_budget import period

_Budget, _Action = budgets.CfnBudget, budgets.CfnBudgetsAction


class AccountBudget(Construct):
    """The account is one student's, so nothing is filtered by tag; credits do not make it cheaper.

    AWS updates the numbers a few times a day (Cost Management guide, managing costs with AWS Budgets). It
    tells a topic of the account, which the student's role cannot reach.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        roster: Roster,
        name: str,
        role: iam.CfnRole,
        freezer_arn: str,
        freeze_arn: str,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        topic = sns.Topic(self, "Alarms", master_key=key, enforce_ssl=True)
        let_budgets_tell(key=key, topic=topic)
        budget = _Budget(
            self,
            "Limit",
            budget=_Budget.BudgetDataProperty(
                budget_name=name,
                budget_type="COST",
                budget_limit=_Budget.SpendProperty(amount=roster.budget_usd, unit="USD"),
                cost_types=_Budget.CostTypesProperty(include_credit=False, include_refund=False),
                time_unit="CUSTOM",
                time_period=_Budget.TimePeriodProperty(**period(roster)),
            ),
            notifications_with_subscribers=[_warning(roster, topic)],
        )
        policy = _Action.IamActionDefinitionProperty(policy_arn=freeze_arn, roles=[role.ref])
        _Action(
            self,
            "Freeze",
            budget_name=budget.ref,
            action_type="APPLY_IAM_POLICY",
            action_threshold=_Action.ActionThresholdProperty(type="PERCENTAGE", value=100),
            approval_model="AUTOMATIC",
            notification_type="ACTUAL",
            definition=_Action.DefinitionProperty(iam_action_definition=policy),
            execution_role_arn=freezer_arn,
            subscribers=[_Action.SubscriberProperty(type="SNS", address=topic.topic_arn)],
        )


def _warning(roster: Roster, topic: sns.Topic) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
    return _Budget.NotificationWithSubscribersProperty(
        notification=_Budget.NotificationProperty(
            notification_type="ACTUAL",
            comparison_operator="GREATER_THAN",
            threshold=roster.warn_at * 100,
            threshold_type="PERCENTAGE",
        ),
        subscribers=[_Budget.SubscriberProperty(subscription_type="SNS", address=topic.topic_arn)],
    )
