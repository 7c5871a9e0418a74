"""Counts of sites per grid cell and zoom, and a version number per commune and table, kept by triggers.

A tile at low zoom then reads some hundred cells whatever the number of sites. All figures are sums, so a
statement that changes rows adds its difference; rows are taken in key order so that two writers cannot lock
each other out.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A cell is 1/8 of a tile's side (32 px): zoom z has 2^(z+3) cells a side. 40075016.68557849 m is the equator.
COLUMNS = "id, commune_id, type, kind, state, geom_3857"


def _function(name: str, rows: str) -> str:
    """One trigger function per event: transition tables may be named only where the event has them."""
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO site_cell (commune_id, type, zoom, x, y, kind, n, sum_x, sum_y, sum_id)
  SELECT commune_id, type, zoom, x, y, kind, sum(sign), sum(sign * cx), sum(sign * cy), sum(sign * id)
  FROM (
    SELECT r.commune_id, r.type, z.zoom, r.kind, r.sign, r.id,
           round(ST_X(r.geom_3857) * 100)::bigint AS cx, round(ST_Y(r.geom_3857) * 100)::bigint AS cy,
           floor((ST_X(r.geom_3857) / 40075016.68557849 + 0.5) * (1 << (z.zoom + 3)))::int AS x,
           floor((0.5 - ST_Y(r.geom_3857) / 40075016.68557849) * (1 << (z.zoom + 3)))::int AS y
    FROM ({rows}) AS r CROSS JOIN generate_series(10, 17) AS z(zoom)
    WHERE r.geom_3857 IS NOT NULL AND r.state <> 'closed'
  ) AS change
  GROUP BY commune_id, type, zoom, x, y, kind
  HAVING sum(sign) <> 0 OR sum(sign * cx) <> 0 OR sum(sign * cy) <> 0 OR sum(sign * id) <> 0
  ORDER BY commune_id, type, zoom, x, y, kind
  ON CONFLICT (commune_id, type, zoom, x, y, kind) DO UPDATE SET
    n = site_cell.n + excluded.n, sum_x = site_cell.sum_x + excluded.sum_x,
    sum_y = site_cell.sum_y + excluded.sum_y, sum_id = site_cell.sum_id + excluded.sum_id;
  RETURN NULL;
END $$
"""


NEW_ROWS = f"SELECT 1 AS sign, {COLUMNS} FROM new_rows"
OLD_ROWS = f"SELECT -1 AS sign, {COLUMNS} FROM old_rows"
EVENTS = {
    "insert": (NEW_ROWS, "NEW TABLE AS new_rows"),
    "delete": (OLD_ROWS, "OLD TABLE AS old_rows"),
    "update": (f"{NEW_ROWS} UNION ALL {OLD_ROWS}", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
}

# What tiles show: a change of any of these makes the layer's tiles new.
VERSIONED = ("site", "risk_zone", "incident", "inspection", "village", "road", "waterway", "water_work")
CHILDREN = ("collection_point", "facility", "industrial_cluster", "medical_facility", "school")


def _version(name: str, commune: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO layer_version AS v (commune_id, table_name, version)
  SELECT DISTINCT commune_id, TG_ARGV[0], 1 FROM ({commune}) AS c WHERE commune_id IS NOT NULL ORDER BY 1
  ON CONFLICT (commune_id, table_name) DO UPDATE SET version = v.version + 1;
  RETURN NULL;
END $$
"""


VERSION_FUNCTIONS = {
    "layer_changed_new": "SELECT commune_id FROM new_rows",
    "layer_changed_old": "SELECT commune_id FROM old_rows",
    "site_detail_changed_new": "SELECT s.commune_id FROM new_rows JOIN site s ON s.id = new_rows.site_id",
    "site_detail_changed_old": "SELECT s.commune_id FROM old_rows JOIN site s ON s.id = old_rows.site_id",
}


def _watch(table: str, function: str, name: str) -> None:
    for event, side in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        transition = "NEW TABLE AS new_rows" if side == "new" else "OLD TABLE AS old_rows"
        op.execute(
            f"CREATE TRIGGER layer_version_{event.lower()} AFTER {event} ON {table} REFERENCING {transition} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}_{side}('{name}')"
        )


def upgrade() -> None:
    for event, (rows, transition) in EVENTS.items():
        op.execute(_function(f"site_cell_{event}", rows))
        op.execute(
            f"CREATE TRIGGER site_cell_{event} AFTER {event.upper()} ON site REFERENCING {transition} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION site_cell_{event}()"
        )
    for name, commune in VERSION_FUNCTIONS.items():
        op.execute(_version(name, commune))
    for table in VERSIONED:
        _watch(table, "layer_changed", table)
    for table in CHILDREN:
        _watch(table, "site_detail_changed", "site")


def downgrade() -> None:
    for table in (*VERSIONED, *CHILDREN):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER layer_version_{event} ON {table}")
    for name in VERSION_FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
    for event in EVENTS:
        op.execute(f"DROP TRIGGER site_cell_{event} ON site")
        op.execute(f"DROP FUNCTION site_cell_{event}()")
    op.execute("DELETE FROM site_cell")
    op.execute("DELETE FROM layer_version")
