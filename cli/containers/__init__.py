"""`lab2api containers`: what a task of ECS runs, as a process of this machine."""
