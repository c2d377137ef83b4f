"""One paid call to an AWS AI service: retried inside the deadline, counted, its errors made problems."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from .failures import refused, unanswered
from .metered import Work
from .problems import Kind, ProblemError
from .retries import Clock, attempt

CONNECT_SECONDS = 2
Answer = TypeVar("Answer", bound="AwsAnswer")


class AwsAnswer(BaseModel):
    """The base of response models: AWS's names, and what we do not read is left alone."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_pascal,
        populate_by_name=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )


def ask_once(*, attempt_seconds: float) -> Config:
    """Configure a client for one attempt; botocore counts the first call as one, retries are ours."""
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=attempt_seconds - CONNECT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1},
    )


@dataclass(frozen=True, kw_only=True)
class AwsService:
    """How one service is asked: `name` as in its IAM prefix, `refused` the field an error code is about."""

    name: str
    attempt_seconds: float
    clock: Clock = field(default_factory=Clock)
    refused: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def ask(
        self,
        operation: Callable[..., Mapping[str, Any]],
        *,
        work: Work,
        units: Mapping[str, int],
        **request: Any,
    ) -> Mapping[str, Any]:
        """Call a boto3 method; `units` (operation to number) is counted when the service has answered.

        What broke off after it was sent is not asked again, and its units are counted as unanswered: they
        may have been paid for.
        """
        named = {f"{self.name}:{name}": count for name, count in units.items()}

        def call() -> Mapping[str, Any]:
            try:
                return operation(**request)
            except ClientError as error:
                raise refused(self.name, error, told=self.refused) from error
            except BotoCoreError as error:
                broken = unanswered(self.name, error)
                work.usage.unanswered.update(named if broken.sent else {})
                raise broken from error

        answered = attempt(
            call,
            remaining=work.remaining(),
            attempt_seconds=self.attempt_seconds,
            late=f"No time was left to ask {self.name}: send less, or try again.",
            clock=self.clock,
        )
        work.usage.units.update(named)
        work.usage.heard(answered.payload)
        return answered.payload

    def ask_for(
        self,
        answer: type[Answer],
        operation: Callable[..., Mapping[str, Any]],
        *,
        work: Work,
        units: Mapping[str, int],
        **request: Any,
    ) -> Answer:
        """Call, and read the response as a model; 502 when it has another shape."""
        response = self.ask(operation, work=work, units=units, **request)
        try:
            return answer.model_validate(response)
        except ValidationError as error:
            raise self.junk("it has another shape than documented") from error

    def junk(self, reason: str) -> ProblemError:
        """Build the 502 for a response that cannot be passed on."""
        return ProblemError(Kind.MODEL_FAILED, f"The answer of {self.name} cannot be used: {reason}.")
