"""What people brought and did: files, the readings they chose for them, and the journal of acts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Fact


class Import(Fact, Base):
    """One file, or one entry by hand, confirmed by a person in one transaction."""

    __tablename__ = "import"
    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the bytes received
    file_size: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str | None] = mapped_column(Text)  # producer and licence, where the facts are published
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[dict[str, Any]]  # what was understood: counts and control totals, as shown and confirmed
    content_hash: Mapped[str | None] = mapped_column(String(64))  # of the facts brought, whatever their order
    kept_hash: Mapped[str | None] = mapped_column(String(64))  # of the copy kept without persons (`data.uploads`)
    brought: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))  # table → ids

    __table_args__ = (
        Index("ix_import_content", "authority_id", "content_hash"),
        Index("ix_import_file", "authority_id", "file_hash"),
    )


class ImportMapping(Fact, Base):
    """How a person had files of one shape read; proposed again for the next of them."""

    __tablename__ = "import_mapping"
    shape: Mapped[str] = mapped_column(String(64))  # fingerprint of the titles
    kind: Mapped[str] = mapped_column(String(32))
    choices: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("authority_id", "shape"),)


class AuditEvent(Fact, Base):
    """Who did what, when, to which object; never what a file or a person says."""

    __tablename__ = "audit_event"
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]]
