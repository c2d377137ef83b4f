"""How far regions are from each other: by the cities AWS names them after, so within some 100 km."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0

CITIES = {
    "us-east-1": (38.9, -77.4),
    "us-east-2": (40.0, -83.0),
    "us-west-2": (45.8, -119.7),
    "eu-west-1": (53.3, -6.3),
    "eu-central-1": (50.1, 8.7),
    "ap-northeast-1": (35.7, 139.7),
    "ap-southeast-1": (1.35, 103.8),
    "ap-southeast-2": (-33.9, 151.2),
}
"""Latitude and longitude in degrees: Virginia, Ohio, Oregon, Dublin, Frankfurt, Tokyo, Singapore, Sydney.

Names: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""


def distance_km(one: str, other: str) -> float:
    """Return the great-circle distance of two regions (haversine); far away where one is not known."""
    if one not in CITIES or other not in CITIES:
        return EARTH_RADIUS_KM * 4
    (lat, lon), (to_lat, to_lon) = (
        [radians(degrees) for degrees in CITIES[region]] for region in (one, other)
    )
    chord = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))
