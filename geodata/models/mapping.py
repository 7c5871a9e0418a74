"""What tiles are cut from at low zoom, and how they know that a layer changed."""

from sqlalchemy import BigInteger, ForeignKey, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from geodata.models.base import Base


class SiteCell(Base):
    """Sites of one kind in one grid cell of one zoom. All figures are sums, so a change adds its difference.

    `sum_x`, `sum_y` are Web-Mercator centimetres; `sum_id` is the site's own id where n = 1.
    Kept by triggers on `site`; closed sites and those without a place are not counted.
    """

    __tablename__ = "site_cell"

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id", ondelete="CASCADE"), primary_key=True)
    type: Mapped[str] = mapped_column(String(40), primary_key=True)
    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    x: Mapped[int] = mapped_column(Integer, primary_key=True)
    y: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
    sum_x: Mapped[int] = mapped_column(BigInteger)
    sum_y: Mapped[int] = mapped_column(BigInteger)
    sum_id: Mapped[int] = mapped_column(BigInteger)


class LayerVersion(Base):
    """A number that grows at each change of a commune's table: the validator of its tiles."""

    __tablename__ = "layer_version"

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id", ondelete="CASCADE"), primary_key=True)
    table_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
