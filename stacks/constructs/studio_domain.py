"""The Studio domain: encrypted, without a home file system, Classic hidden, idle apps stopped by force."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from config.studio import Studio
from stacks.constructs.lessons import Lessons
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.role import ServiceRole
from stacks.constructs.studio_place import place
from stacks.constructs.studio_role import let_studio_name_the_user

_Domain = sagemaker.CfnDomain


class StudioDomain(Construct):
    """`id` is the domain's id. Its defaults hold for every profile; a profile adds the role of its own.

    The default role may do nothing: it is what a profile without a role would get, and ours all have one.
    `AuthMode`, the name and the key cannot be changed: another key makes another domain.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        studio: Studio,
        key: kms.IKey,
        lessons: Lessons | None,
        network: PrivateNetwork | None,
    ) -> None:
        super().__init__(scope, id)
        nobody = ServiceRole(self, "Nobody", service="sagemaker", description="Default role: may do nothing")
        let_studio_name_the_user(nobody)
        inside = network if studio.network == "vpc-only" else None
        self.domain = _Domain(
            self,
            "Domain",
            domain_name=f"{config.name}-studio",
            auth_mode="IAM",
            default_user_settings=_Domain.UserSettingsProperty(
                execution_role=nobody.role_arn,
                **_defaults(config=config, studio=studio, lessons=lessons, network=inside),
            ),
            domain_settings=_Domain.DomainSettingsProperty(
                # A role that is there need not let SageMaker name the user (let_studio_name_the_user).
                execution_role_identity_config="DISABLED" if config.account else "USER_PROFILE_NAME"
            ),
            home_efs_file_system_creation="Disabled",
            kms_key_id=key.key_arn,
            tag_propagation="ENABLED",
            **place(self, network=network, inside=inside is not None),
        )
        self.id = self.domain.attr_domain_id
        self.arn = self.domain.attr_domain_arn


def _defaults(
    *, config: Environment, studio: Studio, lessons: Lessons | None, network: PrivateNetwork | None
) -> dict[str, Any]:
    """Return what holds for every profile. The portal's settings only hide: what is denied, roles deny."""
    hidden = ["JupyterServer"] if config.canvas else ["JupyterServer", "Canvas"]
    disk = _Domain.DefaultEbsStorageSettingsProperty(
        default_ebs_volume_size_in_gb=studio.storage_gb, maximum_ebs_volume_size_in_gb=studio.storage_gb
    )
    scripts = lessons.configurations if lessons else {}
    lab, editor = (_app(studio, scripts.get(type_)) for type_ in ("JupyterLab", "CodeEditor"))
    return {
        "studio_web_portal": "ENABLED",
        "default_landing_uri": "studio::",
        "studio_web_portal_settings": _Domain.StudioWebPortalSettingsProperty(hidden_app_types=hidden),
        "security_groups": [network.security_group.security_group_id] if network else None,
        "space_storage_settings": _Domain.DefaultSpaceStorageSettingsProperty(
            default_ebs_storage_settings=disk
        ),
        "jupyter_lab_app_settings": _Domain.JupyterLabAppSettingsProperty(**lab),
        "code_editor_app_settings": _Domain.CodeEditorAppSettingsProperty(**editor),
    }


def _app(studio: Studio, lessons: str | None) -> dict[str, Any]:
    """Leave one idle time to choose: least, most and default are equal (SageMaker guide, idle shutdown).

    An app without a chosen type runs on the default one.
    """
    minutes = studio.idle_minutes
    idle = _Domain.IdleSettingsProperty(
        lifecycle_management="ENABLED",
        idle_timeout_in_minutes=minutes,
        min_idle_timeout_in_minutes=minutes,
        max_idle_timeout_in_minutes=minutes,
    )
    return {
        "app_lifecycle_management": _Domain.AppLifecycleManagementProperty(idle_settings=idle),
        "default_resource_spec": _Domain.ResourceSpecProperty(
            instance_type=studio.instance_type, lifecycle_config_arn=lessons
        ),
        "lifecycle_config_arns": [lessons] if lessons else None,
    }


def as_template(construct: Construct, value: object) -> Any:
    """Return a property of a resource as its template has it."""
    return cdk.Stack.of(construct).resolve(value)
