"""`lab2api class demo`: a class of three in the embedded AWS, from the first key to the last object."""
