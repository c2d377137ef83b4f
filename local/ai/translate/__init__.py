"""Translation by terminologies and a table of phrases."""
