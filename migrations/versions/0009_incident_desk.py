"""What the desk of reports works with: promised times, calendar, files, texts, mail, keys, and who read."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CATEGORY = (
    "straw_burning",
    "waste_burning",
    "littering",
    "illegal_dumping",
    "illegal_burial",
    "wastewater_discharge",
    "air_emission",
    "noise",
    "odour",
    "solid_waste",
    "hazardous_waste_incident",
    "medical_waste_incident",
    "chemical_spill",
    "fire_explosion",
    "fish_kill",
    "water_pollution",
    "waterlogging",
    "bank_erosion",
    "livestock_waste",
)
STATE = (
    "new",
    "verifying",
    "need_info",
    "assigned",
    "in_progress",
    "inspection_planned",
    "referred",
    "done_requested",
    "resolved",
    "reopen_requested",
    "reopened",
    "closed",
    "rejected",
    "duplicate",
    "anonymised",
)
AUDITED = {
    "service_level": "",
    "calendar_day": "",
    "reply_template": "",
    "incident_file": "likeness",
    "api_key": "key_hash",
}


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_api_key_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("commune_id", "name", name=op.f("uq_api_key_commune_id_name")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_calendar_day_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "identity_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_identity_reading_has_purpose")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_identity_reading_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_reading")),
    )
    op.create_index("ix_identity_reading_incident", "identity_reading", ["incident_id", "id"], unique=False)
    op.create_table(
        "reply_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", word(*CATEGORY, name="category"), nullable=True),
        sa.Column("state", word(*STATE, name="state"), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_reply_template_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
        sa.UniqueConstraint("commune_id", "title", name=op.f("uq_reply_template_commune_id_title")),
    )
    op.create_table(
        "service_level",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("category", word(*CATEGORY, name="category"), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("take_in_hours", sa.BigInteger(), nullable=False),
        sa.Column("answer_hours", sa.BigInteger(), nullable=False),
        sa.Column("keep_days", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint(
            "answer_hours BETWEEN 1 AND 960", name=op.f("ck_service_level_answer_hours_range")
        ),
        sa.CheckConstraint("keep_days BETWEEN 30 AND 3650", name=op.f("ck_service_level_keep_days_range")),
        sa.CheckConstraint(
            "take_in_hours BETWEEN 1 AND 240", name=op.f("ck_service_level_take_in_hours_range")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_service_level_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "category", name=op.f("pk_service_level")),
    )
    op.create_table(
        "incident_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("report_key", sa.String(length=60), nullable=False),
        sa.Column(
            "purpose", word("report", "follow_up", "after", "document", name="purpose"), nullable=False
        ),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("likeness", sa.BigInteger(), nullable=True),
        sa.Column("public", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "NOT public OR media_type = 'image/jpeg'", name=op.f("ck_incident_file_only_pictures_are_public")
        ),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'application/pdf')", name=op.f("ck_incident_file_media_type")
        ),
        sa.CheckConstraint("name ~ '^[0-9a-f]{32}$'", name=op.f("ck_incident_file_name_form")),
        sa.CheckConstraint(
            "sha256 ~ '^[0-9a-f]{64}$' AND sent_sha256 ~ '^[0-9a-f]{64}$'",
            name=op.f("ck_incident_file_hashes"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_incident_file_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "incident_id"],
            ["incident.commune_id", "incident.id"],
            name=op.f("fk_incident_file_commune_id_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_incident_file_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_file")),
        sa.UniqueConstraint(
            "commune_id",
            "report_key",
            "sent_sha256",
            name=op.f("uq_incident_file_commune_id_report_key_sent_sha256"),
        ),
        sa.UniqueConstraint("name", name=op.f("uq_incident_file_name")),
    )
    op.create_index("ix_incident_file_incident", "incident_file", ["incident_id"], unique=False)
    op.create_index("ix_incident_file_sent", "incident_file", ["commune_id", "sent_sha256"], unique=False)
    op.create_table(
        "incident_supporter",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("pseudonym", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_supporter_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident_id", "pseudonym", name=op.f("pk_incident_supporter")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_notification_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_notification_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("commune_id", "key", name=op.f("uq_notification_commune_id_key")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_reading "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )


def downgrade() -> None:
    op.drop_table("notification")
    op.drop_table("incident_supporter")
    op.drop_index("ix_incident_file_sent", table_name="incident_file")
    op.drop_index("ix_incident_file_incident", table_name="incident_file")
    op.drop_table("incident_file")
    op.drop_table("service_level")
    op.drop_table("reply_template")
    op.drop_index("ix_identity_reading_incident", table_name="identity_reading")
    op.drop_table("identity_reading")
    op.drop_table("calendar_day")
    op.drop_table("api_key")
