"""Lay down the facts: every key starts with its authority, money is integer cents, nothing is overwritten.

The first schema: no town is stored yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
DECIMAL = sa.String(40)  # digit for digit, never summed by the engine


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("geographic_code", sa.String(length=16), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("code", name=op.f("uq_authority_code")),
    )
    op.create_table(
        "audit_event",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_audit_event_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "budget",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('main', 'annex')", name=op.f("ck_budget_kind_known")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_budget_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_budget")),
        sa.UniqueConstraint("authority_id", "code", name=op.f("uq_budget_authority_id_code")),
    )
    op.create_table(
        "import",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_import_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_import")),
    )
    op.create_index(
        "uq_import_standing_file",
        "import",
        ["authority_id", "file_hash"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "budget_document",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=16), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("is_unified_account", sa.Boolean(), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("voted_on", sa.Date(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("has_loan_annex", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "step IN ('initial', 'supplementary', 'amending', 'closed')",
            name=op.f("ck_budget_document_step_known"),
        ),
        sa.CheckConstraint("year BETWEEN 1980 AND 2100", name=op.f("ck_budget_document_year_plausible")),
        sa.ForeignKeyConstraint(
            ["authority_id", "budget_id"],
            ["budget.authority_id", "budget.id"],
            name=op.f("fk_budget_document_authority_id_budget_id_budget"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_budget_document_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_budget_document_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_budget_document")),
    )
    op.create_index(
        op.f("ix_budget_document_authority_id_budget_id_year_step"),
        "budget_document",
        ["authority_id", "budget_id", "year", "step"],
        unique=False,
    )
    op.create_table(
        "indicator_value",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("value", DECIMAL, nullable=True),
        sa.Column("absence", sa.String(length=16), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "absence IN ('missing', 'not_applicable', 'withheld')",
            name=op.f("ck_indicator_value_absence_known"),
        ),
        sa.CheckConstraint("(value IS NULL) = (absence IS NOT NULL)", name=op.f("ck_indicator_value_value_or_absence")),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_indicator_value_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_indicator_value_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_indicator_value")),
    )
    op.create_index(
        op.f("ix_indicator_value_authority_id_indicator_starts_on"),
        "indicator_value",
        ["authority_id", "indicator", "starts_on"],
        unique=False,
    )
    op.create_table(
        "policy",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_policy_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "parent_id"],
            ["policy.authority_id", "policy.id"],
            name=op.f("fk_policy_authority_id_parent_id_policy"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_policy_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_policy")),
        sa.UniqueConstraint("authority_id", "code", name=op.f("uq_policy_authority_id_code")),
    )
    op.create_table(
        "population",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('municipal', 'total')", name=op.f("ck_population_kind_known")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_population_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_population_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_population_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_population")),
    )
    op.create_index(
        op.f("ix_population_authority_id_year_kind"),
        "population",
        ["authority_id", "year", "kind"],
        unique=False,
    )
    op.create_table(
        "service",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_service_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_service_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_service")),
        sa.UniqueConstraint("authority_id", "code", name=op.f("uq_service_authority_id_code")),
    )
    op.create_table(
        "target",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("value", DECIMAL, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint("role IN ('baseline', 'interim', 'final')", name=op.f("ck_target_role_known")),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_target_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_target_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_target")),
    )
    op.create_index(
        op.f("ix_target_authority_id_indicator_year"),
        "target",
        ["authority_id", "indicator", "year"],
        unique=False,
    )
    op.create_table(
        "budget_line",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("section", sa.String(length=1), nullable=False),
        sa.Column("direction", sa.String(length=1), nullable=False),
        sa.Column("nature", sa.String(length=8), nullable=False),
        sa.Column("chapter", sa.String(length=16), nullable=True),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("function", sa.String(length=16), nullable=True),
        sa.Column("operation", sa.String(length=32), nullable=True),
        sa.Column("label", sa.String(length=300), nullable=True),
        sa.Column("inferred", sa.String(length=32), nullable=True),
        sa.Column("previous", sa.BigInteger(), nullable=True),
        sa.Column("carried_in", sa.BigInteger(), nullable=True),
        sa.Column("proposed", sa.BigInteger(), nullable=True),
        sa.Column("voted", sa.BigInteger(), nullable=True),
        sa.Column("opened", sa.BigInteger(), nullable=True),
        sa.Column("executed", sa.BigInteger(), nullable=True),
        sa.Column("carried_out", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("direction IN ('D', 'R')", name=op.f("ck_budget_line_direction_known")),
        sa.CheckConstraint("nature IN ('real', 'order')", name=op.f("ck_budget_line_nature_known")),
        sa.CheckConstraint("section IN ('F', 'I')", name=op.f("ck_budget_line_section_known")),
        sa.ForeignKeyConstraint(
            ["authority_id", "document_id"],
            ["budget_document.authority_id", "budget_document.id"],
            name=op.f("fk_budget_line_authority_id_document_id_budget_document"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_budget_line_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_budget_line")),
    )
    op.create_index(
        op.f("ix_budget_line_authority_id_document_id"),
        "budget_line",
        ["authority_id", "document_id"],
        unique=False,
    )
    op.create_table(
        "declared_figure",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("value", DECIMAL, nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "document_id"],
            ["budget_document.authority_id", "budget_document.id"],
            name=op.f("fk_declared_figure_authority_id_document_id_budget_document"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_declared_figure_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_declared_figure")),
        sa.UniqueConstraint(
            "authority_id",
            "document_id",
            "code",
            name=op.f("uq_declared_figure_authority_id_document_id_code"),
        ),
    )
    op.create_table(
        "facility",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("weekly_hours", DECIMAL, nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("latitude", DECIMAL, nullable=True),
        sa.Column("longitude", DECIMAL, nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_facility_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "service_id"],
            ["service.authority_id", "service.id"],
            name=op.f("fk_facility_authority_id_service_id_service"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_facility_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_facility")),
        sa.UniqueConstraint(
            "authority_id", "service_id", "code", name=op.f("uq_facility_authority_id_service_id_code")
        ),
    )
    op.create_table(
        "loan",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("initial_amount", sa.BigInteger(), nullable=True),
        sa.Column("opening_balance", sa.BigInteger(), nullable=True),
        sa.Column("closing_balance", sa.BigInteger(), nullable=True),
        sa.Column("capital_repaid", sa.BigInteger(), nullable=True),
        sa.Column("interest_paid", sa.BigInteger(), nullable=True),
        sa.Column("rate", DECIMAL, nullable=True),
        sa.Column("rate_kind", sa.String(length=8), nullable=True),
        sa.Column("risk_class", sa.String(length=8), nullable=True),
        sa.Column("remaining_years", DECIMAL, nullable=True),
        sa.Column("first_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("category IN ('own', 'guaranteed')", name=op.f("ck_loan_category_known")),
        sa.ForeignKeyConstraint(
            ["authority_id", "document_id"],
            ["budget_document.authority_id", "budget_document.id"],
            name=op.f("fk_loan_authority_id_document_id_budget_document"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_loan_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_loan")),
    )
    op.create_index(op.f("ix_loan_authority_id_document_id"), "loan", ["authority_id", "document_id"], unique=False)
    op.create_table(
        "intervention",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=True),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("facility_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "facility_id"],
            ["facility.authority_id", "facility.id"],
            name=op.f("fk_intervention_authority_id_facility_id_facility"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_intervention_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "policy_id"],
            ["policy.authority_id", "policy.id"],
            name=op.f("fk_intervention_authority_id_policy_id_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "service_id"],
            ["service.authority_id", "service.id"],
            name=op.f("fk_intervention_authority_id_service_id_service"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_intervention_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_intervention")),
    )
    op.create_table(
        "usage_record",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("audience", sa.String(length=60), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("absence", sa.String(length=16), nullable=True),
        sa.Column("fees", sa.BigInteger(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "absence IN ('missing', 'not_applicable', 'withheld')", name=op.f("ck_usage_record_absence_known")
        ),
        sa.CheckConstraint(
            "(quantity IS NULL) = (absence IS NOT NULL)", name=op.f("ck_usage_record_quantity_or_absence")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_usage_record_period_ordered")),
        sa.ForeignKeyConstraint(
            ["authority_id", "facility_id"],
            ["facility.authority_id", "facility.id"],
            name=op.f("fk_usage_record_authority_id_facility_id_facility"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "import_id"],
            ["import.authority_id", "import.id"],
            name=op.f("fk_usage_record_authority_id_import_id_import"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "service_id"],
            ["service.authority_id", "service.id"],
            name=op.f("fk_usage_record_authority_id_service_id_service"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_usage_record_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_usage_record")),
    )
    op.create_index(
        op.f("ix_usage_record_authority_id_service_id_starts_on"),
        "usage_record",
        ["authority_id", "service_id", "starts_on"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_usage_record_authority_id_service_id_starts_on"), table_name="usage_record")
    op.drop_table("usage_record")
    op.drop_table("intervention")
    op.drop_index(op.f("ix_loan_authority_id_document_id"), table_name="loan")
    op.drop_table("loan")
    op.drop_table("facility")
    op.drop_table("declared_figure")
    op.drop_index(op.f("ix_budget_line_authority_id_document_id"), table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_index(op.f("ix_target_authority_id_indicator_year"), table_name="target")
    op.drop_table("target")
    op.drop_table("service")
    op.drop_index(op.f("ix_population_authority_id_year_kind"), table_name="population")
    op.drop_table("population")
    op.drop_table("policy")
    op.drop_index(op.f("ix_indicator_value_authority_id_indicator_starts_on"), table_name="indicator_value")
    op.drop_table("indicator_value")
    op.drop_index(op.f("ix_budget_document_authority_id_budget_id_year_step"), table_name="budget_document")
    op.drop_table("budget_document")
    op.drop_index(
        "uq_import_standing_file",
        table_name="import",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_table("import")
    op.drop_table("budget")
    op.drop_table("audit_event")
    op.drop_table("authority")
