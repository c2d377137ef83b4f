"""`lab2api reviews`: rows for the text classifier, from a file of labelled texts that you have."""
