"""Stand-ins for five managed AI services: small real algorithms that speak the AWS protocols on loopback.

Every answer says in `x-lab2api-stand-in` what computed it. Where nothing honest exists the answer is 501.
"""
