"""What a model's page must know of how the model is hosted, whatever the mode."""

from dataclasses import dataclass
from typing import Self

from config import Serverless
from config.instances import chip
from config.prices import hourly, prices
from stacks.constructs.variant import Hosted


@dataclass(frozen=True, kw_only=True)
class HostingShape:
    """`mode` is the word in the TOML; a serverless endpoint has memory, the modes on instances their type."""

    mode: str
    memory_mb: int | None = None
    instance_type: str | None = None
    gpus: bool = False
    """SageMaker measures GPUs; of Neuron devices it measures nothing."""

    @classmethod
    def of(cls, serving: Hosted) -> Self:
        """Read any `[serving]` table that has an endpoint."""
        if isinstance(serving, Serverless):
            return cls(mode=serving.mode, memory_mb=serving.memory_mb)
        found = chip(serving.instance_type)
        gpus = found is not None and found.kind == "gpu"
        return cls(mode=serving.mode, instance_type=serving.instance_type, gpus=gpus)

    @property
    def on_instances(self) -> bool:
        """Whether instances are paid by the hour."""
        return self.instance_type is not None

    @property
    def hourly(self) -> float | None:
        """USD for an hour of one instance, None where the catalog has no price."""
        price = hourly(self.instance_type or "", region=prices().region, use="endpoint")
        return price.usd if price else None

    def words(self, region: str) -> str:
        """Say on the page how the model is hosted and what the cost rests on."""
        basis = f"Costs are estimates: {prices().basis(region)}."
        if not self.on_instances:
            return f"Serverless, {self.memory_mb} MB: paid by the gigabyte-second of model time. {basis}"
        if self.hourly is None:
            missing = (
                f"config/catalogs/hourly_prices.json has no price of {self.instance_type}: no cost is shown."
            )
            return f"{self.mode} on {self.instance_type}. {missing}"
        return f"{self.mode} on {self.instance_type}, USD {self.hourly:g} an hour and instance. {basis}"
