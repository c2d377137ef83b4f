"""`[recipe]`: how raw data is transformed before the pipeline splits it, and on what."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.types import InstanceType, Section


class Recipe(Section):
    """`file` is the recipe. An object above `spark_above_mb` is transformed by Spark instead of in memory.

    `spark_volume_gb` is the disk of each Spark or Data Wrangler instance, which gets a copy of the raw data.
    """

    file: Annotated[str, StringConstraints(pattern=r"^model_code/recipes/[a-z0-9-]+\.toml$")]
    engine: Literal["in-memory", "data-wrangler", "spark"]
    spark_above_mb: Annotated[int, Field(ge=1, le=5_000_000)] | None = None
    spark_instance_type: InstanceType = "ml.m5.xlarge"
    spark_instance_count: Annotated[int, Field(ge=1, le=20)] = 2
    spark_volume_gb: Annotated[int, Field(ge=10, le=16_384)] = 100

    @property
    def hand_over_bytes(self) -> int | None:
        """The size above which an object goes to Spark; None where one engine takes all."""
        return None if self.spark_above_mb is None else self.spark_above_mb * 1024 * 1024
