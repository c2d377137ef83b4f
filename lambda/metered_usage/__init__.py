"""Puts what the AI functions' metered lines say was used into the ledger, within seconds of the request."""
