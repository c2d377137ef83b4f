"""One user of the domain: a profile with a role of its own, and a private space for JupyterLab."""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config.studio import Studio
from stacks.constructs.studio_domain import StudioDomain
from stacks.constructs.studio_role import StudioRole

_Profile, _Space = sagemaker.CfnUserProfile, sagemaker.CfnSpace


class StudioUser(Construct):
    """`profile`, `role`, `space`. All but the role is the domain's default; the disk goes with its space."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        studio: Studio,
        domain: StudioDomain,
        role: StudioRole,
    ) -> None:
        super().__init__(scope, id)
        self.name, self.role = role.user, role
        self.profile = _Profile(
            self,
            "Profile",
            domain_id=domain.id,
            user_profile_name=self.name,
            user_settings=_Profile.UserSettingsProperty(execution_role=role.role_arn),
        )
        cdk.Tags.of(self).add("student", self.name)
        self.profile.node.add_dependency(role)
        self.space = self._space(studio, domain)
        self.space.node.add_dependency(self.profile)

    def _space(self, studio: Studio, domain: StudioDomain) -> sagemaker.CfnSpace:
        return _Space(
            self,
            "Space",
            domain_id=domain.id,
            space_name=f"{self.name}-lab",
            space_display_name=f"{self.name}-lab",
            ownership_settings=_Space.OwnershipSettingsProperty(owner_user_profile_name=self.name),
            space_sharing_settings=_Space.SpaceSharingSettingsProperty(sharing_type="Private"),
            space_settings=_Space.SpaceSettingsProperty(
                app_type="JupyterLab",
                jupyter_lab_app_settings=_Space.SpaceJupyterLabAppSettingsProperty(
                    default_resource_spec=_Space.ResourceSpecProperty(instance_type=studio.instance_type),
                ),
                space_storage_settings=_Space.SpaceStorageSettingsProperty(
                    ebs_storage_settings=_Space.EbsStorageSettingsProperty(
                        ebs_volume_size_in_gb=studio.storage_gb
                    )
                ),
            ),
        )
