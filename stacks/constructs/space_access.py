"""What Studio needs of its user's role: the user's own spaces and apps, and what its page shows."""

import aws_cdk as cdk
from constructs import Construct

from config.studio import Studio
from stacks.constructs.studio_role import StudioRole

TAGGED_ON_CREATION = ("CreateApp", "CreateSpace")


class SpaceAccess(Construct):
    """Whose a space is and which types it runs on are conditions: in a domain people name spaces freely."""

    def __init__(self, scope: Construct, id: str, *, role: StudioRole, studio: Studio) -> None:
        super().__init__(scope, id)
        self._role, self._types = role, studio.allowed_types
        self._use_own_spaces()
        self._look_around()

    def _use_own_spaces(self) -> None:
        """Allow the user's own private spaces, on allowed types; a type left open is the domain's default."""
        own: dict[str, object] = {
            "ArnLike": {
                "sagemaker:OwnerUserProfileArn": self._role.arn_in_domain("user-profile", self._role.user)
            },
            "StringEquals": {"sagemaker:SpaceSharingType": "Private"},
        }
        allowed: dict[str, object] = {
            "ForAllValues:StringEquals": {"sagemaker:InstanceTypes": [*self._types, "system"]}
        }
        within = [self._role.arn_in_domain("app", "*"), self._role.arn_in_domain("space", "*")]
        start = ["sagemaker:CreateApp", "sagemaker:CreateSpace", "sagemaker:UpdateSpace"]
        self._role.allow("StartOwn", actions=start, resources=within, conditions=own | allowed)
        stop = ["sagemaker:DeleteApp", "sagemaker:DeleteSpace"]
        self._role.allow("StopOwn", actions=stop, resources=within, conditions=own)
        self._role.allow(
            "TagOnCreation",
            actions=["sagemaker:AddTags"],
            resources=within,
            conditions={"StringEquals": {"sagemaker:TaggingAction": list(TAGGED_ON_CREATION)}},
        )
        self._role.allow(
            "OpenOwn",
            actions=["sagemaker:CreatePresignedDomainUrl"],
            resources=[self._role.arn_in_domain("user-profile", self._role.user)],
        )

    def _look_around(self) -> None:
        """Allow what the page of Studio shows; List operations take no resource."""
        domain = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="domain", resource_name=self._role.domain_id
        )
        self._role.allow(
            "Describe",
            actions=[f"sagemaker:Describe{kind}" for kind in ("App", "Domain", "Space", "UserProfile")],
            resources=[
                domain,
                self._role.arn_in_domain("app", "*"),
                self._role.arn_in_domain("space", "*"),
                self._role.arn_in_domain("user-profile", self._role.user),
            ],
        )
        kinds = ("Apps", "Domains", "Spaces", "UserProfiles")
        self._role.allow("List", actions=[f"sagemaker:List{kind}" for kind in kinds], resources=["*"])
