"""Training and processing jobs that really run: one process in place of a container, `/opt/ml` as a folder."""
