"""Feature Store from a job: records put from rows, and history joined as it was known at a point in time."""
