"""Says in one sentence why the server of DATABASE_URL will not do: 0 = it will, 3 = it was said."""

import os
import re
import sys

import psycopg
from psycopg import errors, sql

FORM = "postgresql://user:password@host:5432/name"
RIGHTS_ON_SYSTEMS = sql.SQL(
    "SELECT has_table_privilege(to_regclass('spatial_ref_sys'), 'INSERT')"
    " AND has_table_privilege(to_regclass('spatial_ref_sys'), 'UPDATE')"
)


class Refusal(Exception):
    """Why not: a Vietnamese and an English sentence."""


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", url)
    if not plain.startswith("postgresql://"):
        raise Refusal(f"DATABASE_URL phải có dạng {FORM}.", f"DATABASE_URL must look like {FORM}.")
    try:
        return psycopg.connect(plain, connect_timeout=5, autocommit=True)
    except (psycopg.Error, ValueError) as error:
        why = " ".join(str(error).split()).rstrip(".?")
        raise Refusal(
            "Không kết nối được cơ sở dữ liệu trong DATABASE_URL.",
            f"The database of DATABASE_URL cannot be reached: {why}.",
        ) from None


def value(connection: psycopg.Connection[tuple[object, ...]], question: sql.SQL) -> object:
    row = connection.execute(question).fetchone()
    return row and row[0]


def check_postgis(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """PostGIS must be on the server and switched on in this database, by us where we may."""
    if not value(connection, sql.SQL("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")):
        raise Refusal(
            "Máy chủ PostgreSQL này chưa cài PostGIS.",
            "The server of DATABASE_URL has no PostGIS: install its package there (postgresql-NN-postgis-3).",
        )
    try:
        connection.execute("SET client_min_messages = error")
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    except errors.InsufficientPrivilege:
        raise Refusal(
            "PostGIS chưa bật trong cơ sở dữ liệu này và tài khoản không có quyền bật.",
            "PostGIS is not switched on in the database of DATABASE_URL and its user may not do so: "
            "let an administrator run CREATE EXTENSION postgis there.",
        ) from None


def check_rights(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    user = connection.info.user
    if value(connection, sql.SQL("SHOW server_encoding")) != "UTF8":
        raise Refusal(
            "Cơ sở dữ liệu phải dùng bảng mã UTF8.",
            "The database of DATABASE_URL must have the encoding UTF8.",
        )
    if not value(connection, sql.SQL("SELECT has_schema_privilege(current_schema(), 'CREATE')")):
        raise Refusal(
            "Tài khoản trong DATABASE_URL không có quyền tạo bảng.",
            f"The user of DATABASE_URL may not create tables there: GRANT CREATE ON SCHEMA public TO {user}.",
        )
    if not value(connection, RIGHTS_ON_SYSTEMS):
        raise Refusal(
            "Tài khoản trong DATABASE_URL không được thêm hệ tọa độ VN-2000.",
            "The user of DATABASE_URL may not add the coordinate systems of Viet Nam: "
            f"GRANT SELECT, INSERT, UPDATE ON spatial_ref_sys TO {user}.",
        )


def main() -> int:
    try:
        with connect(os.environ["DATABASE_URL"]) as connection:
            check_postgis(connection)
            check_rights(connection)
    except Refusal as refusal:
        vietnamese, english = refusal.args
        print(f"\nLỖI: {vietnamese}\nERROR: {english}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
