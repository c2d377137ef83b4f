"""Decides over a version of the model registry, and says what became of it."""
