"""`lab2api shadow`: how a shadow variant's answers compare with production's, before it is promoted."""
