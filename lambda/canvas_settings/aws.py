"""The profile of core.py on SageMaker."""

from typing import Any


class StudioProfile:
    """`sagemaker` is a boto3 client."""

    def __init__(self, *, sagemaker: Any, domain_id: str, name: str) -> None:
        self._sagemaker = sagemaker
        self._name = {"DomainId": domain_id, "UserProfileName": name}

    def describe(self) -> dict[str, Any]:
        """DescribeUserProfile."""
        found: dict[str, Any] = self._sagemaker.describe_user_profile(**self._name)
        return found

    def update(self, settings: dict[str, Any]) -> None:
        """UpdateUserProfile."""
        self._sagemaker.update_user_profile(**self._name, UserSettings=settings)
