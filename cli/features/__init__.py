"""`lab2api features`: the schemas of feature groups, what changed in them, and what was accepted."""
