"""`lab2api class`: a class from its roster: plan, deploy, watch, freeze and tear down."""
