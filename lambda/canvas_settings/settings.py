"""What CloudFormation asks for: the properties of Custom::CanvasSettings."""

from typing import Any

from pydantic import Field

from custom_resources.asked import Properties


class CanvasProperties(Properties):
    """Whose Canvas, and its settings in the words of the API's CanvasAppSettings.

    The profile's own settings are a property too, ProfileSettings, that nobody reads: a change of the profile
    changes it, so that CloudFormation asks again after it has updated the profile.
    """

    domain_id: str = Field(pattern=r"^d-[a-z0-9-]{1,61}$")
    user_profile_name: str = Field(min_length=1)
    canvas_app_settings: dict[str, Any]
