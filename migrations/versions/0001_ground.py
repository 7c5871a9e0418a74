"""Extensions, the Vietnamese grids, and folding of Vietnamese names for search.

Debian 12's PostGIS knows no SRID 9205–9218: INSERT works, the first ST_Transform fails. The rows below carry
EPSG's own authority and the datum shift of QĐ 05/2007/QĐ-BTNMT; without it VN-2000 comes out 224 m off.
"""

from alembic import op
from sqlalchemy import text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GRIDS = {9209: ("105-30", 105.5), 9210: ("105-45", 105.75)}

SRTEXT = (
    'PROJCS["VN-2000 / TM-3 {name}",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,'
    '298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",0.9999],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","{srid}"]]'
)
PROJ4 = (
    "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 "
    "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 "
    "+units=m +no_defs"
)

# NFD splits every Vietnamese letter into a plain one and its marks; only đ has no decomposition.
FOLD_VI = """
CREATE FUNCTION fold_vi(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
    regexp_replace(lower(normalize(value, NFD)), '[\\u0300-\\u036f]', '', 'g'), 'đ', 'd')
$$
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for srid, (name, meridian) in GRIDS.items():
        op.get_bind().execute(
            text(
                "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text) "
                "VALUES (:srid, 'EPSG', :srid, :srtext, :proj4) ON CONFLICT (srid) DO UPDATE SET "
                "auth_name = excluded.auth_name, auth_srid = excluded.auth_srid, "
                "srtext = excluded.srtext, proj4text = excluded.proj4text"
            ),
            {
                "srid": srid,
                "srtext": SRTEXT.format(name=name, meridian=meridian, srid=srid),
                "proj4": PROJ4.format(meridian=meridian),
            },
        )
    op.execute(FOLD_VI)


def downgrade() -> None:
    op.execute("DROP FUNCTION fold_vi(text)")
    op.execute("DELETE FROM spatial_ref_sys WHERE srid IN (9209, 9210)")
    op.execute("DROP EXTENSION pg_trgm")
