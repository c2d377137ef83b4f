"""`lab2api recipe`: look at a recipe, run it on a file, and write what other engines run."""
