"""One student's sandbox: role, profile, API key, log group, lease, and what empties it. L1 throughout.

An L2 would write several constructs where one resource is meant, and a class has a thousand sandboxes. Their
order: the lease after the role, which it thaws before that is deleted; before the profile and before the key
opens the API, so that nothing of a student's is ever unwatched; the clean-up after the profile, since it is
deleted before it.
"""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config.cohorts import role_path, sandbox_name
from config.roster import Student
from stacks.constructs.sandbox_bedrock import SandboxBedrock
from stacks.constructs.sandbox_budget import SandboxBudget
from stacks.constructs.sandbox_canvas import SandboxCanvas
from stacks.constructs.sandbox_ground import SandboxGround
from stacks.constructs.sandbox_lease import lease

_Profile = sagemaker.CfnUserProfile


class Sandbox(Construct):
    """All of it is called, or begins with, `name`; the tag `student` carries that name to the bill.

    Where nobody may create a role, its profile has the account's one (stacks/existing_role.py).
    """

    def __init__(self, scope: Construct, id: str, *, ground: SandboxGround, student: Student) -> None:
        super().__init__(scope, id)
        self._ground, self._student = ground, student
        self.name = sandbox_name(ground.roster, student)
        self.role = None if ground.existing_role else self._role()
        self._role_arn = self.role.attr_arn if self.role else ground.existing_role
        self.key = apigateway.CfnApiKey(self, "Key", enabled=True, name=self.name)
        self.lease = lease(self, "Lease", ground=ground, student=student, key=self.key)
        if self.role:
            self.lease.add_resource_dependency(self.role)
        self._admit()
        self._log_group()
        self.profile = self._profile()
        self._clean_up()
        if ground.budget_role and self.role:
            SandboxBudget(self, "Budget", ground=ground, student=student, role=self.role)
        if ground.canvas:
            SandboxCanvas(
                self,
                "Canvas",
                ground=ground,
                student=student,
                profile=self.profile,
                role_arn=self._role_arn,
            )
        if "bedrock" in ground.roster.services:
            SandboxBedrock(self, "Bedrock", ground=ground, name=self.name)
        cdk.Tags.of(self).add("student", self.name)
        if student.group:
            cdk.Tags.of(self).add("group", student.group)

    def _role(self) -> iam.CfnRole:
        """Declare the execution role. Its name is fixed: the class's policies say whose it is by it."""
        trusted = {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            # Studio names the profile in each session: stacks/constructs/studio_role.py.
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
        }
        ground = self._ground
        return iam.CfnRole(
            self,
            "Role",
            role_name=self.name,
            path=role_path(ground.config, ground.roster),
            description="Execution role of one student",
            assume_role_policy_document={"Version": "2012-10-17", "Statement": [trusted]},
            managed_policy_arns=list(ground.policies),
            permissions_boundary=ground.boundary,
        )

    def _admit(self) -> None:
        """Put the key on the class's plan; until then it opens nothing."""
        key = apigateway.CfnUsagePlanKey(
            self, "OnPlan", key_id=self.key.ref, key_type="API_KEY", usage_plan_id=self._ground.plan_id
        )
        key.add_resource_dependency(self.lease)

    def _log_group(self) -> None:
        """Declare it named, so it goes with the sandbox: left behind, it would stop the next one."""
        config = self._ground.config
        group = logs.CfnLogGroup(
            self,
            "Logs",
            log_group_name=f"{role_path(config, self._ground.roster)}{self._student.slug}",
            kms_key_id=self._ground.key_arn,
            retention_in_days=config.retention.log_days,
        )
        group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)

    def _profile(self) -> sagemaker.CfnUserProfile:
        """Declare the profile: JupyterLab and Code Editor as the domain has them, Canvas on request."""
        ground, portal = self._ground, None
        if ground.config.canvas and not ground.canvas:
            portal = _Profile.StudioWebPortalSettingsProperty(hidden_app_types=["JupyterServer", "Canvas"])
        profile = _Profile(
            self,
            "Profile",
            domain_id=ground.domain_id,
            user_profile_name=self.name,
            user_settings=_Profile.UserSettingsProperty(
                execution_role=self._role_arn, studio_web_portal_settings=portal
            ),
        )
        profile.add_resource_dependency(self.lease)
        return profile

    def _clean_up(self) -> None:
        """Empty what the student owns in the domain before the profile goes (studio_cleanup.py)."""
        cleanup = cdk.CfnResource(
            self,
            "Cleanup",
            type="Custom::StudioCleanup",
            properties={
                "ServiceToken": self._ground.cleanup_function,
                "ServiceTimeout": "3600",
                "DomainId": self._ground.domain_id,
                "Owner": self.name,
            },
        )
        cleanup.add_resource_dependency(self.profile)
