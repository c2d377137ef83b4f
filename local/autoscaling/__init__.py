"""Application Auto Scaling that scales: copies of inference components and instances of variants.

https://docs.aws.amazon.com/autoscaling/application/userguide/
"""
