"""A flat plane of metres about one place: for drawing shapes there, not for official measures."""

from dataclasses import dataclass
from math import cos, radians
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shape: TypeAlias = BaseGeometry
"""Any geometry; floors above take shapes as they are and do no geometry of their own."""


@dataclass(frozen=True)
class Plane:
    """Equirectangular plane whose zero is (lon, lat) in EPSG:4326; over 10 km it errs by less than 0.02 %.

    Being one linear map, it keeps touching shapes touching. Series: Snyder, Map Projections (1987), p. 25.
    """

    lon: float
    lat: float

    @property
    def scale(self) -> NDArray[np.float64]:
        """Metres per degree of longitude and of latitude."""
        phi = radians(self.lat)
        return np.array(
            [
                111_412.84 * cos(phi) - 93.5 * cos(3 * phi),
                111_132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi),
            ]
        )

    def metres(self, shape: Shape) -> Shape:
        """A shape in degrees (EPSG:4326) → the same shape in metres of this plane."""
        return shapely.transform(shape, lambda xy: (xy - [self.lon, self.lat]) * self.scale)

    def degrees(self, shape: Shape) -> Shape:
        """A shape in metres of this plane → EPSG:4326, rounded to 1e-7° (1 cm)."""
        return shapely.transform(shape, lambda xy: np.round(xy / self.scale + [self.lon, self.lat], 7))
