"""Training and processing jobs that really run: a process for the container, a folder for `/opt/ml`."""
