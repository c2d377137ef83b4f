"""Custom::Lease: a student's lease in the ledger, granted and changed with the sandbox it is for."""
