"""`[studio]` and `[canvas]`: where people of the class and analysts work, and what bounds the bill."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from config.types import InstanceType, Section

UserName = Annotated[str, StringConstraints(pattern=r"^[a-z](-?[a-z0-9]){1,29}$")]
"""A profile's name: also part of its space's name and of its S3 prefix (API: at most 63 characters)."""

IdleMinutes = Annotated[int, Field(ge=60, le=525_600)]
"""Studio's own limits of an idle timeout (API reference, IdleSettings)."""


class Studio(Section):
    """One domain; a profile, a role, a private space and an S3 prefix for each of `users`.

    A user's app stops after `idle_minutes` without work, and nobody can choose otherwise. It runs on one of
    `instance_types`, on `instance_type` if nothing is chosen. `storage_gb` is the disk of a space.
    """

    network: Literal["public", "vpc-only"] = "public"
    idle_minutes: IdleMinutes = 60
    users: Annotated[tuple[UserName, ...], Field(min_length=1, max_length=30)]
    instance_type: InstanceType = "ml.t3.medium"
    instance_types: tuple[InstanceType, ...] = ()
    storage_gb: Annotated[int, Field(ge=5, le=16_384)] = 5

    @property
    def allowed_types(self) -> tuple[InstanceType, ...]:
        """Every type that an app of a user may run on, the default first."""
        return tuple(dict.fromkeys((self.instance_type, *self.instance_types)))

    @model_validator(mode="after")
    def _refuse_a_user_twice(self) -> Self:
        if len(set(self.users)) < len(self.users):
            raise ValueError("users: names one twice; each has a role and a space of their own")
        return self


class Canvas(Section):
    """No-code models. A session is paid by the hour until it is ended: the brake does, after `idle_minutes`.

    `deploy_types` are the instances of an endpoint that `direct_deploy` may create; `registry` lets users
    hand a model to the registry, where it waits for approval.
    """

    idle_minutes: Annotated[int, Field(ge=10, le=1_440)] = 60
    direct_deploy: bool = True
    deploy_types: Annotated[tuple[InstanceType, ...], Field(min_length=1)] = ("ml.m5.large",)
    registry: bool = True
