"""The end of a student's sandbox: what is in it is exported and wiped, and searched for once more."""
