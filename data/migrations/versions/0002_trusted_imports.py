"""Let a file complete a document, keep what makes imports comparable, and make room for published facts.

A line counts in the newest document of its budget, year, step and number; so far it could only be the document it came
in. Usage records are looked up by what they speak of, no longer all read at each import. The tables of published
figures, balances and calendars are new; so is what a person chose for files of one shape.

Towns stored so far: every document was complete, and each import's facts have consecutive ids.
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
DECIMAL = sa.String(40)
CODES = {"chapter": True, "account": False, "function": True}  # of a budget line → whether it may be absent
USAGE_INDEX = "ix_usage_record_authority_id_service_id_starts_on"
# Tables that an import fills. Lines, loans and declared figures follow their document.
FILLED = ("population", "service", "facility", "policy", "intervention", "usage_record", "indicator_value", "target")


def upgrade() -> None:
    _extend_imports()
    _let_documents_complete_others()
    _index_usage()
    _create_import_mapping()
    _create_published_figure()
    _create_balance_line()
    _create_calendar_event()


def downgrade() -> None:
    for table in ("calendar_event", "balance_line", "published_figure", "import_mapping"):
        op.drop_table(table)
    op.drop_index("ix_usage_record_slot", table_name="usage_record")
    op.create_index(USAGE_INDEX, "usage_record", ["authority_id", "service_id", "starts_on"])
    _forget_completing_documents()
    op.drop_index("ix_import_content", table_name="import")
    for column in ("brought", "kept_hash", "content_hash"):
        op.drop_column("import", column)


def _extend_imports() -> None:
    op.add_column("import", sa.Column("content_hash", sa.String(64), nullable=True))
    op.add_column("import", sa.Column("kept_hash", sa.String(64), nullable=True))
    op.add_column("import", sa.Column("brought", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.create_index("ix_import_content", "import", ["authority_id", "content_hash"])
    _say_what_each_import_brought()


def _say_what_each_import_brought() -> None:
    connection = op.get_bind()
    brought: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(dict)
    for name in FILLED:
        table = sa.table(name, sa.column("authority_id"), sa.column("import_id"), sa.column("id"))
        of_import = (table.c.authority_id, table.c.import_id)
        rows = connection.execute(
            sa.select(*of_import, sa.func.min(table.c.id), sa.func.max(table.c.id)).group_by(*of_import)
        )
        for authority_id, import_id, first, last in rows:
            brought[authority_id, import_id][name] = [first, last]
    imports = sa.table("import", sa.column("authority_id"), sa.column("id"), sa.column("brought", sa.JSON()))
    for (authority_id, import_id), ranges in brought.items():
        connection.execute(
            sa.update(imports)
            .where(imports.c.authority_id == authority_id, imports.c.id == import_id)
            .values(brought=ranges)
        )


def _let_documents_complete_others() -> None:
    op.add_column("budget_document", sa.Column("is_partial", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("budget_document", sa.Column("described_by", sa.BigInteger(), nullable=True))
    op.execute("UPDATE budget_document SET described_by = id WHERE is_current")
    with op.batch_alter_table("budget_line") as line:
        line.add_column(sa.Column("counts_in", sa.BigInteger(), nullable=True))
        line.add_column(sa.Column("committed", sa.BigInteger(), nullable=True))
        for code, nullable in CODES.items():
            line.alter_column(code, existing_type=sa.String(16), type_=sa.String(32), existing_nullable=nullable)
    op.execute(
        "UPDATE budget_line SET counts_in = document_id WHERE EXISTS (SELECT 1 FROM budget_document"
        " WHERE budget_document.authority_id = budget_line.authority_id"
        " AND budget_document.id = budget_line.document_id AND budget_document.is_current)"
    )
    op.create_index("ix_budget_line_authority_id_counts_in", "budget_line", ["authority_id", "counts_in"])


def _forget_completing_documents() -> None:
    """A code of more than 16 characters stays as long as it is where the engine lets it; PostgreSQL refuses."""
    op.drop_index("ix_budget_line_authority_id_counts_in", table_name="budget_line")
    with op.batch_alter_table("budget_line") as line:
        for code, nullable in CODES.items():
            line.alter_column(code, existing_type=sa.String(32), type_=sa.String(16), existing_nullable=nullable)
        line.drop_column("committed")
        line.drop_column("counts_in")
    op.drop_column("budget_document", "described_by")
    op.drop_column("budget_document", "is_partial")


def _index_usage() -> None:
    op.drop_index(USAGE_INDEX, table_name="usage_record")
    op.create_index(
        "ix_usage_record_slot",
        "usage_record",
        ["authority_id", "service_id", "measure", "facility_id", "starts_on"],
    )


def _create_import_mapping() -> None:
    op.create_table(
        "import_mapping",
        *_key("import_mapping"),
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.UniqueConstraint("authority_id", "shape", name="uq_import_mapping_authority_id_shape"),
    )


def _create_published_figure() -> None:
    op.create_table(
        "published_figure",
        *_sourced("published_figure"),
        sa.Column("subject_code", sa.String(32), nullable=False),
        sa.Column("subject_name", sa.String(200), nullable=True),
        sa.Column("subject_kind", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(16), nullable=True),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("unit", sa.String(24), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("value", DECIMAL, nullable=True),
        sa.Column("absence", sa.String(16), nullable=True),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "absence IN ('missing', 'not_applicable', 'withheld')", name=op.f("ck_published_figure_absence_known")
        ),
        sa.CheckConstraint(
            "(cents IS NOT NULL AND value IS NULL AND absence IS NULL)"
            " OR (cents IS NULL AND value IS NOT NULL AND absence IS NULL)"
            " OR (cents IS NULL AND value IS NULL AND absence IS NOT NULL)",
            name=op.f("ck_published_figure_cents_value_or_absence"),
        ),
    )
    op.create_index(
        "ix_published_figure_slot", "published_figure", ["authority_id", "subject_code", "indicator", "year"]
    )


def _create_balance_line() -> None:
    op.create_table(
        "balance_line",
        *_sourced("balance_line"),
        sa.Column("subject_code", sa.String(32), nullable=False),
        sa.Column("budget_code", sa.String(32), nullable=False),
        sa.Column("budget_kind", sa.String(16), nullable=True),
        sa.Column("budget_name", sa.String(200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(16), nullable=True),
        sa.Column("function", sa.String(32), nullable=True),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=True),
        *(
            sa.Column(f"{what}_{side}", sa.BigInteger(), nullable=True)
            for what in ("opening", "budget", "other", "order", "closing")
            for side in ("debit", "credit")
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_balance_line_slot", "balance_line", ["authority_id", "budget_code", "year", "account"])


def _create_calendar_event() -> None:
    op.create_table(
        "calendar_event",
        *_sourced("calendar_event"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(40), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_calendar_event_period_ordered")),
    )
    op.create_index("ix_calendar_event_slot", "calendar_event", ["authority_id", "starts_on"])


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
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=f"fk_{table}_authority_id_import_id_import",
        ),
    ]
