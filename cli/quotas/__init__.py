"""`lab2api quotas`: whether an account's quotas let an environment be deployed, before it is."""
