"""One environment's settings as frozen types. The TOML files carry the explanations for people."""

from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from config.account import Account
from config.ai import Ai
from config.api import Api
from config.autopilot import Autopilot
from config.batch import Batch
from config.batch_queue import BatchQueue
from config.containers import Containers
from config.documents import Documents
from config.drift import Drift
from config.eks import Eks
from config.features import Features
from config.jobs import Jobs
from config.lifecycle import Lifecycle
from config.network import Network
from config.recipe import Recipe
from config.resolution import resolved
from config.roster import Roster, without_budgets
from config.rules import broken_rules
from config.serving import Serving
from config.studio import Canvas, Studio
from config.text_training import TextTraining
from config.tracking import Tracking
from config.training import Training
from config.types import EnvironmentName, LogDays, ModelName, Region, Section
from config.watch import Watch


def _inside_the_repository(path: str) -> str:
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ValueError("must be a path below the repository, such as model_code/starter/breast-cancer")
    return path


class ServedModel(Section):
    """A model with an endpoint of its own; `starter` is the folder whose artifact the first deploy serves.

    `serving` is for a model that is hosted otherwise than `[serving]` says.
    """

    starter: Annotated[str, AfterValidator(_inside_the_repository)]
    serving: Serving | None = None


class Data(Section):
    """Buckets and Athena; 10 MB is the smallest scan limit Athena takes (WorkGroupConfiguration)."""

    athena_bytes_scanned_cap: Annotated[int, Field(ge=10_000_000)]
    query_result_days: Annotated[int, Field(ge=1, le=365)]
    noncurrent_version_days: Annotated[int, Field(ge=1, le=3_650)]
    access_log_days: Annotated[int, Field(ge=1, le=3_650)]


class Retention(Section):
    """What outlives a deleted stack, and how long a log line is kept."""

    removal: Literal["retain", "destroy"]
    log_days: LogDays


class Environment(Section):
    """Everything one environment needs; equal settings give equal templates."""

    name: EnvironmentName
    laptop: bool = False
    """Whether its templates are for the embedded AWS only: times may be shorter than AWS allows."""
    region: Region
    tags: dict[str, str]
    image: Literal["own", "prebuilt"]
    snap_start: bool
    models: Annotated[dict[ModelName, ServedModel], Field(min_length=1)]
    serving: Serving
    api: Api
    ai: Ai
    data: Data
    network: Network | None = None
    documents: Documents
    jobs: Jobs = Jobs()
    training: Training
    batch: Batch | None = None
    watch: Watch = Watch()
    retention: Retention
    recipe: Recipe | None = None
    features: Features | None = None
    autopilot: Autopilot | None = None
    tracking: Tracking | None = None
    lifecycle: Lifecycle | None = None
    drift: Drift | None = None
    studio: Studio | None = None
    canvas: Canvas | None = None
    text_training: TextTraining | None = None
    containers: Containers | None = None
    batch_queue: BatchQueue | None = None
    account: Account | None = None
    classes: tuple[Roster, ...] = ()
    """Those of config/rosters whose `environment` this is: the loader adds them."""

    def serving_of(self, model: str) -> Serving:
        """Return how a model is hosted: its own table where it has one, else `[serving]`."""
        return self.models[model].serving or self.serving

    def offers(self, service: str) -> bool:
        """Tell whether resources of a service, such as `Bedrock`, may be declared; see `[account]`."""
        return self.account is None or service in self.account.services

    @property
    def on_kubernetes(self) -> tuple[str, ...]:
        """The models on EKS; without one there is no cluster."""
        return tuple(model for model in self.models if isinstance(self.serving_of(model), Eks))

    @property
    def logs_to_app(self) -> bool:
        """Whether jobs log to an MLflow App: on the laptop no server answers behind one."""
        return self.tracking is not None and self.tracking.app and not self.laptop

    @model_validator(mode="before")
    @classmethod
    def _choose_machines(cls, settings: Any) -> Any:
        return resolved(settings)

    @field_validator("classes", mode="after")
    @classmethod
    def _no_budgets_where_no_role_can_be(
        cls, classes: tuple[Roster, ...], info: ValidationInfo
    ) -> tuple[Roster, ...]:
        return tuple(map(without_budgets, classes)) if info.data.get("account") else classes

    @model_validator(mode="after")
    def _refuse_impossible_pairs(self) -> Self:
        if broken := list(broken_rules(self)):
            raise ValueError("\n".join(broken))
        return self
