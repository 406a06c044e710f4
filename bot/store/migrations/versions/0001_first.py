"""The first schema: chats, reminders, acknowledgements, the outbox and what the installation keeps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Number, names_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _create(name: str, *parts: Any, counted: bool = False) -> None:
    op.create_table(name, *parts, sqlite_strict=True, sqlite_autoincrement=counted)


def _must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def _may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def _chats() -> None:
    _create(
        "chats",
        _must("id", Number),
        _must("telegram_id", Number),
        _must("standing", sa.Text),
        _must("ephemeral", sa.Text),
        _must("since", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("telegram_id", name="uq_chats_telegram_id"),
        *names_only("standing", "ephemeral"),
        counted=True,
    )
    _create(
        "chat_ids",
        sa.Column("telegram_id", Number, nullable=False, autoincrement=False),
        _must("chat", Number),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_chat_ids"),
        sa.ForeignKeyConstraint(["chat"], ["chats.id"], name="fk_chat_ids_chat"),
    )
    op.create_index("ix_chat_ids_chat", "chat_ids", ["chat"])


def _reminders() -> None:
    _create(
        "reminders",
        _must("id", Number),
        _must("chat", Number),
        _must("member_id", Number),
        _must("said_in", Number),
        _may("message_id", Number),
        _may("thread_id", Number),
        _must("reminded_at", Moment),
        _must("token", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.ForeignKeyConstraint(["chat"], ["chats.id"], name="fk_reminders_chat"),
        sa.UniqueConstraint("token", name="uq_reminders_token"),
        *names_only("token"),
        counted=True,
    )
    op.create_index("ix_reminders_chat_reminded_at", "reminders", ["chat", "reminded_at"])
    op.create_index("ix_reminders_member_id", "reminders", ["member_id"])
    op.create_index("ix_reminders_reminded_at", "reminders", ["reminded_at"])
    _create(
        "reminded_rules",
        _must("reminder", Number),
        _must("position", Number),
        _must("said_in", Number),
        _must("occasion", sa.Text),
        _must("rule", sa.Text),
        _must("pack", sa.Text),
        _must("pack_version", sa.Text),
        _must("pack_digest", sa.Text),
        sa.PrimaryKeyConstraint("reminder", "position", name="pk_reminded_rules"),
        sa.ForeignKeyConstraint(["reminder"], ["reminders.id"], name="fk_reminded_rules_reminder"),
        sa.UniqueConstraint("said_in", "occasion", "rule", name="uq_reminded_rules_said_in_occasion_rule"),
        *names_only("occasion", "rule"),
    )
    _create(
        "acknowledgements",
        _must("id", Number),
        _must("reminder", Number),
        _must("member_id", Number),
        _must("answer", sa.Text),
        _must("acknowledged_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_acknowledgements"),
        sa.ForeignKeyConstraint(["reminder"], ["reminders.id"], name="fk_acknowledgements_reminder"),
        sa.UniqueConstraint("reminder", "member_id", name="uq_acknowledgements_reminder_member_id"),
        *names_only("answer"),
        counted=True,
    )
    op.create_index("ix_acknowledgements_member_id", "acknowledgements", ["member_id"])


def _deliveries() -> None:
    _create(
        "deliveries",
        _must("id", Number),
        _must("key", sa.Text),
        _must("purpose", sa.Text),
        _must("chat", Number),
        _may("receiver_id", Number),
        _must("page", sa.Text),
        _may("reply_to", Number),
        _may("thread_id", Number),
        _may("reminder", Number),
        _must("state", sa.Text),
        _must("attempts", Number),
        _must("due_at", Moment),
        _may("tried_at", Moment),
        _may("run", sa.Text),
        _may("reason", sa.Text),
        _may("channel", sa.Text),
        _may("sent_at", Moment),
        _may("message_id", Number),
        _may("ephemeral_message_id", Number),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
        sa.ForeignKeyConstraint(["chat"], ["chats.id"], name="fk_deliveries_chat"),
        sa.ForeignKeyConstraint(["reminder"], ["reminders.id"], name="fk_deliveries_reminder"),
        sa.UniqueConstraint("reminder", name="uq_deliveries_reminder"),
        *names_only("key", "purpose", "page", "state", "run", "reason", "channel"),
        counted=True,
    )
    op.create_index("ix_deliveries_chat", "deliveries", ["chat"])
    op.create_index("ix_deliveries_receiver_id", "deliveries", ["receiver_id"])
    waiting = sa.column("state").in_(("due", "sending"))
    op.create_index(
        "ix_deliveries_waiting", "deliveries", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )  # fmt: skip


def _installation() -> None:
    _create(
        "set_aside",
        sa.Column("update_id", Number, nullable=False, autoincrement=False),
        _must("kind", sa.Text),
        _must("error", sa.Text),
        _must("at", Moment),
        sa.PrimaryKeyConstraint("update_id", name="pk_set_aside"),
        *names_only("kind", "error"),
    )
    _create(
        "kept",
        _must("name", sa.Text),
        _must("value", sa.Text),
        sa.PrimaryKeyConstraint("name", name="pk_kept"),
    )
    _create(
        "leases",
        _must("name", sa.Text),
        _must("holder", sa.Text),
        _must("until", Moment),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
        *names_only("name", "holder"),
    )


def upgrade() -> None:
    """Build the tables of an empty database."""
    _chats()
    _reminders()
    _deliveries()
    _installation()
