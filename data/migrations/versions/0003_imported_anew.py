"""Let a file be imported anew once it was corrected, and one file be imported for two kinds.

The same bytes could stand imported once only: to have the figures of a file again after its correction, every later
import had to be undone. They are refused now only where all their facts count still. That is a rule over facts, asked
under the town's lock (`data.store`), which no index can say; this one finds the imports of a file.
"""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STANDING = text("undone_at IS NULL")


def upgrade() -> None:
    op.drop_index("uq_import_standing_file", table_name="import")
    op.create_index("ix_import_file", "import", ["authority_id", "file_hash"])


def downgrade() -> None:
    """Refused by the engine while the same bytes stand imported twice: one of the imports is undone first."""
    op.drop_index("ix_import_file", table_name="import")
    op.create_index(
        "uq_import_standing_file",
        "import",
        ["authority_id", "file_hash"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
