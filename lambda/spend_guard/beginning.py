"""From when on a student's things count: an older class may have had the same name and slugs."""

from dataclasses import replace
from datetime import datetime

from spend_guard.things import Thing


def since_granted(thing: Thing, granted: datetime | None) -> Thing | None:
    """Leave out what an older class ran, and count what still runs from the lease's beginning.

    A job stays in AWS's lists for ever, and a transform job cannot even be deleted.
    """
    if granted is None or thing.created >= granted:
        return thing
    if not thing.running and (thing.ended or thing.modified or thing.created) <= granted:
        return None
    return replace(thing, created=granted)
