"""Make room for the money in time: multi-year programmes, dated orders, estimates of the year's end, marks, scenarios.

Nothing stored so far changes: the five tables are new.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
DECIMAL = sa.String(40)
SECTIONS, DIRECTIONS = "section IN ('F', 'I')", "direction IN ('D', 'R')"


def upgrade() -> None:
    _create_programme_credit()
    _create_payment_order()
    _create_landing_estimate()
    _create_reading_mark()
    _create_scenario()


def downgrade() -> None:
    for table in ("scenario", "reading_mark", "landing_estimate", "payment_order", "programme_credit"):
        op.drop_table(table)


def _create_programme_credit() -> None:
    op.create_table(
        "programme_credit",
        *_sourced("programme_credit"),
        sa.Column("budget_code", sa.String(32), nullable=False),
        sa.Column("programme", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("section", sa.String(1), nullable=False),
        sa.Column("operation", sa.String(32), nullable=True),
        sa.Column("voted_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("authorised", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(SECTIONS, name=op.f("ck_programme_credit_section_known")),
    )
    slot = ["authority_id", "budget_code", "programme", "voted_on", "year"]
    op.create_index("ix_programme_credit_slot", "programme_credit", slot)


def _create_payment_order() -> None:
    op.create_table(
        "payment_order",
        *_sourced("payment_order"),
        sa.Column("budget_code", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(1), nullable=False),
        sa.Column("section", sa.String(1), nullable=False),
        sa.Column("chapter", sa.String(32), nullable=True),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("function", sa.String(32), nullable=True),
        sa.Column("operation", sa.String(32), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(DIRECTIONS, name=op.f("ck_payment_order_direction_known")),
        sa.CheckConstraint(SECTIONS, name=op.f("ck_payment_order_section_known")),
    )
    slot = ["authority_id", "budget_code", "year", "direction", "issued_on", "account"]
    op.create_index("ix_payment_order_slot", "payment_order", slot)


def _create_landing_estimate() -> None:
    op.create_table(
        "landing_estimate",
        *_sourced("landing_estimate"),
        sa.Column("budget_code", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(1), nullable=False),
        sa.Column("direction", sa.String(1), nullable=False),
        sa.Column("chapter", sa.String(32), nullable=False),
        sa.Column("account", sa.String(32), nullable=True),
        sa.Column("department", sa.String(200), nullable=True),
        sa.Column("estimated_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(SECTIONS, name=op.f("ck_landing_estimate_section_known")),
        sa.CheckConstraint(DIRECTIONS, name=op.f("ck_landing_estimate_direction_known")),
    )
    slot = ["authority_id", "budget_code", "year", "chapter"]
    op.create_index("ix_landing_estimate_slot", "landing_estimate", slot)


def _create_reading_mark() -> None:
    op.create_table(
        "reading_mark",
        *_sourced("reading_mark"),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("value", DECIMAL, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_reading_mark_slot", "reading_mark", ["authority_id", "indicator", "label"])


def _create_scenario() -> None:
    op.create_table(
        "scenario",
        *_key("scenario"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("base_document_id", sa.BigInteger(), nullable=True),
        sa.Column("levers", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.Column("archived_by", sa.String(200), nullable=True),
        _within_authority("scenario", "budget", "budget_id"),
        _within_authority("scenario", "budget_document", "base_document_id"),
        sa.UniqueConstraint("authority_id", "name", "version", name="uq_scenario_authority_id_name_version"),
    )


def _key(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=f"fk_{table}_authority_id_authority"),
    ]


def _sourced(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *_key(table),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        _within_authority(table, "import", "import_id"),
    ]


def _within_authority(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["authority_id", column],
        [f"{other}.authority_id", f"{other}.id"],
        name=f"fk_{table}_authority_id_{column}_{other}",
    )
