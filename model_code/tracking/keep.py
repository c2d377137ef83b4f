"""Log to the server; where it does not take the run, keep the run in files and say so.

A record about a model must not stop the model: the execution would fail, and with it the registration of a
model that is trained and good enough. Nor must it get lost in silence: the run is written to the file store,
tagged with the server and its reason, and the reason goes to the job's log and to whoever lists the runs.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tracking.log import log
from tracking.record import Record

NOT_TAKEN_BY, REASON = "not_taken_by", "not_taken_because"
"""Tags of a run that its server did not take."""

LONGEST_REASON = 500


class Kept(BaseModel):
    """Where a run is; `failure` says why it is not where it should be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    uri: str
    failure: str | None = None


def keep(record: Record, *, server: str | None, file_store: Path) -> Kept:
    """Log to `server`, or without one to the folder; a failed server's run goes to the folder as well.

    Raises what the file store raises: then the run is nowhere.
    """
    if server is None:
        return _in_files(record, file_store)
    try:
        return Kept(run_id=log(record, uri=server), uri=server)
    except Exception as error:  # noqa: BLE001  plugins and artifact stores raise what they like
        failure = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
    tags = {**record.tags, NOT_TAKEN_BY: server, REASON: failure}
    kept = _in_files(record.model_copy(update={"tags": tags}), file_store)
    return kept.model_copy(update={"failure": failure})


def _in_files(record: Record, folder: Path) -> Kept:
    folder.mkdir(parents=True, exist_ok=True)
    uri = folder.resolve().as_uri()
    return Kept(run_id=log(record, uri=uri), uri=uri)
