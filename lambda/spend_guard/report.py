"""What one run of the guard found and did."""

from dataclasses import dataclass, field

from spend_guard.verdicts import Verdict


@dataclass
class Report:
    """What a run did, for logs, metrics and people."""

    leases: int = 0
    unchecked: int = 0
    running: int = 0
    waiting: int = 0
    strangers: int = 0
    assumed: int = 0
    stopped: list[str] = field(default_factory=list)
    not_stopped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
