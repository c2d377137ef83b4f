"""How stacks are deployed: by the roles of `cdk bootstrap`, or by the caller where there are none."""

from collections.abc import Collection
from typing import cast

import aws_cdk as cdk
import jsii

from config.account import ASSET_BUCKET

ASSETS = ASSET_BUCKET.format(account="${AWS::AccountId}", region="${AWS::Region}")
"""Which account is known when it is deployed to: the CDK CLI fills these in."""


@jsii.implements(cdk.IReusableStackSynthesizer)
class Synthesizer:
    """Gives each stack a synthesizer by the Stage that it is in; `closed` are those without bootstrap."""

    def __init__(self, *, closed: Collection[str]) -> None:
        self._closed = closed

    def reusable_bind(self, stack: cdk.Stack) -> cdk.StackSynthesizer:
        """Return one that is the stack's own: what jsii hands on cannot be bound twice."""
        stage = stack.node.path.partition("/")[0]
        made: cdk.StackSynthesizer = (
            cdk.CliCredentialsStackSynthesizer(file_assets_bucket_name=ASSETS)
            if stage in self._closed
            else cdk.DefaultStackSynthesizer()
        )
        made.bind(stack)
        return made

    def bind(self, stack: cdk.Stack) -> None:
        """Refuse, as the rest: a stack talks to what `reusable_bind` gave it."""
        raise NotImplementedError

    def add_file_asset(self, asset: cdk.FileAssetSource) -> cdk.FileAssetLocation:
        """Refuse."""
        raise NotImplementedError

    def add_docker_image_asset(self, asset: cdk.DockerImageAssetSource) -> cdk.DockerImageAssetLocation:
        """Refuse."""
        raise NotImplementedError

    def synthesize(self, session: cdk.ISynthesisSession) -> None:
        """Refuse."""
        raise NotImplementedError


def synthesizer(*, closed: Collection[str]) -> cdk.IReusableStackSynthesizer | None:
    """Return what an app with such Stages is made with; without one the CDK's own default stands."""
    return cast(cdk.IReusableStackSynthesizer, Synthesizer(closed=closed)) if closed else None
