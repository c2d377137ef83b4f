"""Custom::StudioCleanup: empties a Studio domain, or what one user owns in it, so that it can be deleted."""
