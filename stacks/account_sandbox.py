"""The sandbox of a student who has an account of their own: one stack that stands alone, without assets."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from config.cohorts import role_path
from config.roster import Roster
from config.studio import Studio
from stacks.constructs import PlatformBucket, PlatformKey
from stacks.constructs.account_budget import AccountBudget
from stacks.constructs.budget_freezer import BudgetFreezer
from stacks.constructs.class_boundary import ClassBoundary
from stacks.constructs.freeze_policy import FreezePolicy
from stacks.constructs.student_access import StudentAccess
from stacks.constructs.student_names import StudentNames
from stacks.constructs.studio_domain import StudioDomain


class AccountSandboxStack(cdk.Stack):
    """Named by the account: `demo-111122223333`. Role, ceiling and access are those of the shared account.

    What is shared elsewhere is the student's own here: key, bucket, domain. There are no lessons, which would
    be an asset, and no guard, portal or API: AWS Budgets freezes, some hours late, people sign in as the
    organization lets them, and the account's owner cleans up.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, roster: Roster, studio: Studio
    ) -> None:
        super().__init__(
            scope,
            id,
            description=f"Sandbox of a student of {roster.name} with an account of their own",
            synthesizer=cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        )
        self._config, self._roster = config, roster
        self.name = f"{roster.name}-{self.account}"
        # Below nodes called as the stacks of an environment are, so that the register's paths fit here too.
        data, place = Construct(self, "Data"), Construct(self, "Studio")
        self.key = PlatformKey(data, "Key", retention=config.retention)
        kept = PlatformBucket(data, "Logs", config=config)
        kept.expire(days=config.data.access_log_days)
        self.workspace = PlatformBucket(place, "Workspace", config=config, key=self.key, logs=kept)
        self.domain = StudioDomain(
            place, "Studio", config=config, studio=studio, key=self.key, lessons=None, network=None
        )
        self.role = self._role()
        self._profile()
        self._log_group()
        if roster.budgets:
            self._budget()
        cdk.Tags.of(self).add("class", roster.name)
        cdk.Tags.of(self).add("student", self.name)
        cdk.CfnOutput(self, "DomainId", value=self.domain.id)
        cdk.CfnOutput(self, "WorkspaceBucketName", value=self.workspace.bucket_name)

    def _role(self) -> iam.CfnRole:
        config, roster = self._config, self._roster
        names = StudentNames(
            scope=self,
            config=config,
            roster=roster,
            domain_id=self.domain.id,
            bucket_arn=self.workspace.bucket_arn,
            key_arn=self.key.key_arn,
            lessons_arn=None,
        )
        boundary = ClassBoundary(self, "Boundary", names=names)
        access = StudentAccess(self, "Access", names=names)
        trusted = {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {"StringEquals": {"aws:SourceAccount": self.account}},
        }
        return iam.CfnRole(
            self,
            "Role",
            role_name=self.name,
            path=role_path(config, roster),
            description="Execution role of the student of this account",
            assume_role_policy_document={"Version": "2012-10-17", "Statement": [trusted]},
            managed_policy_arns=list(access.policies),
            permissions_boundary=boundary.managed_policy_arn,
        )

    def _profile(self) -> None:
        sagemaker.CfnUserProfile(
            self,
            "Profile",
            domain_id=self.domain.id,
            user_profile_name=self.name,
            user_settings=sagemaker.CfnUserProfile.UserSettingsProperty(execution_role=self.role.attr_arn),
        )

    def _log_group(self) -> None:
        group = logs.CfnLogGroup(
            self,
            "Group",
            log_group_name=f"{role_path(self._config, self._roster)}own",
            kms_key_id=self.key.key_arn,
            retention_in_days=self._config.retention.log_days,
        )
        group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)

    def _budget(self) -> None:
        config, roster = self._config, self._roster
        freeze = FreezePolicy(self, "Freeze", config=config, roster=roster).managed_policy_arn
        freezer = BudgetFreezer(self, "Budgets", config=config, roster=roster, freeze_arn=freeze)
        AccountBudget(
            self,
            "Budget",
            roster=roster,
            name=self.name,
            role=self.role,
            freezer_arn=freezer.role_arn,
            freeze_arn=freeze,
            key=self.key,
        )
