# The database of the service: in our own cluster, or the one that DATABASE_URL names. Needs prepare.sh.
# shellcheck shell=bash

# Role, database and PostGIS where they are absent. The role of the service is no superuser.
create_database() { # HOME SUPERUSER_PASSWORD APP_PASSWORD
    cluster_sql "$1" "$2" postgres <<SQL
SELECT 'CREATE ROLE $PROJECT LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$PROJECT') \gexec
ALTER ROLE $PROJECT PASSWORD '$3';
SELECT 'CREATE DATABASE $PROJECT OWNER $PROJECT' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$PROJECT') \gexec
SQL
    cluster_sql "$1" "$2" "$PROJECT" <<SQL
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
GRANT SELECT, INSERT, UPDATE ON spatial_ref_sys TO $PROJECT;
SQL
}

own_database() { # HOME
    cluster_start "$1" "$(secret pg_superuser)" "${PG_PORT:-}"
    create_database "$1" "$(secret pg_superuser)" "$(secret pg_app)"
}

given_database() {
    "$ROOT/.venv/bin/python" "$ROOT/bin/lib/database.py" 2>&3
}

# The form SQLAlchemy wants, from any of the three that people write.
sqlalchemy_url() { sed -E 's#^postgres(ql)?(\+psycopg)?://#postgresql+psycopg://#' <<<"$1"; }

# What every program of ours is told: where the database is, the key that signs sessions, UTF-8 for all.
app_environment() { # HOME of our cluster, or nothing where DATABASE_URL is given
    if [[ -n $1 ]]; then
        DATABASE_URL=postgresql+psycopg://$PROJECT:$(secret pg_app)@127.0.0.1:$(<"$1/port")/$PROJECT
    else
        DATABASE_URL=$(sqlalchemy_url "$DATABASE_URL")
    fi
    SECRET_KEY=${SECRET_KEY:-$(secret secret_key)}
    export DATABASE_URL SECRET_KEY PYTHONUTF8=1
}
