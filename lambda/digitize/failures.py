"""Why a page fails, as classes: the state machine tries each class again in its own way, by name."""

from http_api.problems import Kind, ProblemError


class ChainError(Exception):
    """The base; the message has nothing of the document in it."""


class ThrottledError(ChainError):
    """A service has too many requests."""


class UnavailableError(ChainError):
    """A service is not ready, or could not be reached."""


class TimedOutError(ChainError):
    """A service did not answer in time, or no time was left to ask it."""


class PageBusyError(ChainError):
    """Another delivery of the same page is at work."""


class UnreadablePageError(ChainError):
    """The page is damaged, or no page at all: trying again would not help."""


class TooManyPagesError(ChainError):
    """The document has more pages than a job takes."""


class RefusedError(ChainError):
    """A service refused for a reason that is neither the page's nor one that passes."""


_CLASSES = {
    Kind.THROTTLED: ThrottledError,
    Kind.UNAVAILABLE: UnavailableError,
    Kind.DEADLINE_EXCEEDED: TimedOutError,
    Kind.INVALID_REQUEST: UnreadablePageError,
    Kind.TOO_LARGE: UnreadablePageError,
    Kind.UNSUPPORTED_MEDIA_TYPE: UnreadablePageError,
}

DETAILS = {
    "ThrottledError": "A service had too many requests, also after waiting.",
    "UnavailableError": "A service was not ready, also after waiting.",
    "TimedOutError": "A service did not answer in time.",
    "States.Timeout": "A service did not answer in time.",
    "Sandbox.Timedout": "A service did not answer in time.",
    "UnreadablePageError": "The page is damaged, or not a page that Textract can read.",
    "TooManyPagesError": "The document has more pages than a job takes.",
}
OTHER_DETAIL = "The page could not be processed."


def chain_error(problem: ProblemError) -> ChainError:
    """Sort a problem into its class."""
    return _CLASSES.get(problem.kind, RefusedError)(problem.detail)


def detail_of(error: str) -> str:
    """Say to a client what an error's name means."""
    return DETAILS.get(error, OTHER_DETAIL)
