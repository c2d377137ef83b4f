"""What a model is asked today, compared with the rows it was measured on: statistics, result and page."""
