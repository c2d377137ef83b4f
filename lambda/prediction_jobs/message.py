"""What goes through the queue: the id of a job, and no row of it."""

import json

from job_store.ids import is_job_id


def write_message(job_id: str) -> str:
    """Write the message that asks a worker to do a job."""
    return json.dumps({"job": job_id})


def read_message(body: object) -> str | None:
    """Return the job's id; None for anything else."""
    id_ = body.get("job") if isinstance(body, dict) and body.keys() == {"job"} else None
    return id_ if isinstance(id_, str) and is_job_id(id_) else None
