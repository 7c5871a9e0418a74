"""Coordinate reference systems: what is stored, and the commune's own metric grid."""

from typing import Final

STORED: Final = 4326
"""EPSG code of every stored geometry (WGS 84, longitude then latitude, degrees)."""

WEB: Final = 3857
"""EPSG code of tiles (Web Mercator). Never measure in it: areas near An Hưng come out 15 % too large."""

STRETCH: Final = 1.2
"""A metre on the ground is at most so many units of WEB in Vietnam: how far to look in its indexes."""

LOCAL: Final = 9210
"""EPSG code for measuring and for official drawings: VN-2000 / TM-3 105°45′ (Hải Phòng), metres."""

LOCAL_WEST: Final = 9209
"""VN-2000 / TM-3 105°30′: files from the former Hải Dương come in it."""

# Parameters of QĐ 05/2007/QĐ-BTNMT with the rotation signs of the position-vector convention that PROJ wants.
VN2000_TO_WGS84: Final = (
    "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
)
