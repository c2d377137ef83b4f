"""The door of a class: a code and a personal token open one's own Studio, or the instructor's page."""
