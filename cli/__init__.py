"""The `lab2api` command: thin verbs over config, the embedded AWS and the real one."""
