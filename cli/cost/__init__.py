"""`lab2api cost`: what an environment costs by the templates, dated prices and stated assumptions."""
