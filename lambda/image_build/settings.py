"""What CloudFormation asks for: the properties of Custom::InferenceImage."""

from pydantic import Field

from custom_resources.asked import Properties


class ImageProperties(Properties):
    """Which project builds which images. `image_tag` is the hash of the sources, both images are of these."""

    project_name: str = Field(min_length=1)
    repository_name: str = Field(min_length=1)
    repository_uri: str = Field(min_length=1)
    image_tag: str = Field(pattern=r"^[\w][\w.-]{0,127}$")
    jobs_image_tag: str = Field(pattern=r"^[\w][\w.-]{0,127}$")

    @property
    def tags(self) -> dict[str, str]:
        """Return the images' tags, by the attribute that CloudFormation gets for each."""
        return {"ImageUri": self.image_tag, "JobsImageUri": self.jobs_image_tag}
