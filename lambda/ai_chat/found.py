"""What Converse answers, as far as it is read (Bedrock runtime API reference)."""

from pydantic import Field
from pydantic.alias_generators import to_camel

from http_api.aws_calls import AwsAnswer


class _Camel(AwsAnswer, alias_generator=to_camel):
    pass


class _Content(_Camel):
    text: str = ""


class _Message(_Camel):
    content: tuple[_Content, ...]


class _Output(_Camel):
    message: _Message


class _Usage(_Camel):
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)


class _GuardrailUsage(_Camel):
    content_policy_units: int = Field(default=0, ge=0)


class _Metrics(_Camel):
    usage: _GuardrailUsage = _GuardrailUsage()


class _Assessment(_Camel):
    invocation_metrics: _Metrics = _Metrics()


class _Guardrail(_Camel):
    input_assessment: dict[str, _Assessment] = Field(default_factory=dict)
    output_assessments: dict[str, tuple[_Assessment, ...]] = Field(default_factory=dict)


class _Trace(_Camel):
    guardrail: _Guardrail = _Guardrail()


class Counted(_Camel):
    """What a turn took, as Converse and the last event of ConverseStream count it."""

    usage: _Usage
    trace: _Trace = _Trace()

    @property
    def guardrail_units(self) -> int:
        """Text units that the content filters were billed for, on the way in and out."""
        guardrail = self.trace.guardrail
        outputs = [one for many in guardrail.output_assessments.values() for one in many]
        assessed = [*guardrail.input_assessment.values(), *outputs]
        return sum(one.invocation_metrics.usage.content_policy_units for one in assessed)


class FoundTurn(Counted):
    """The answer of Converse."""

    output: _Output
    stop_reason: str

    @property
    def text(self) -> str:
        """The model's text, its parts joined."""
        return "".join(content.text for content in self.output.message.content)
