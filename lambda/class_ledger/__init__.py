"""The ledger of a class: whose sandbox runs until when, what it has cost, and who may open its door."""
