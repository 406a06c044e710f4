"""The installation's own small things: updates set aside, values kept, leases, counts, a look at its health."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, func, or_, select

from bot.store.common import add, insert, name, name_or_other
from bot.store.outbox import WAITING
from bot.store.tables import acknowledgements, chats, deliveries, kept, leases, reminders, set_aside

PINGED = "pinged"


def note_set_aside(connection: Connection, *, update_id: int, kind: str, error: str, at: dt.datetime) -> None:
    """Note an update that could not be read, once."""
    add(connection, set_aside, update_id=update_id, kind=name_or_other(kind), error=name_or_other(error), at=at)


def count_set_aside(connection: Connection) -> int:
    """How many updates were set aside."""
    return connection.execute(select(func.count()).select_from(set_aside)).scalar_one()


def keep(connection: Connection, *, key: str, value: str) -> str:
    """Keep a value unless there is one; gives the one that is kept."""
    add(connection, kept, name=name(key), value=value)
    found: str = connection.execute(select(kept.c.value).where(kept.c.name == key)).scalar_one()
    return found


def take_lease(connection: Connection, *, key: str, holder: str, now: dt.datetime, until: dt.datetime) -> bool:
    """Take a lease that nobody else holds, or prolong one's own. One statement, so that two cannot both get it."""
    taken = connection.execute(
        insert(connection.dialect.name, leases)
        .values(name=name(key), holder=name(holder), until=until)
        .on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"holder": holder, "until": until},
            where=or_(leases.c.holder == holder, leases.c.until <= now),
        )
        .returning(leases.c.name)
    ).first()
    return taken is not None


def lease_holder(connection: Connection, *, key: str) -> str | None:
    """Who holds a lease, whether or not it has run out."""
    found: str | None = connection.execute(select(leases.c.holder).where(leases.c.name == key)).scalar()
    return found


def drop_lease(connection: Connection, *, key: str, holder: str) -> None:
    """Give a lease back, if it is this holder's."""
    connection.execute(delete(leases).where(leases.c.name == key, leases.c.holder == holder))


def counts(connection: Connection) -> dict[str, int]:
    """Figures for health and metrics; `chats` are groups."""
    queries = {
        "reminders": select(func.count()).select_from(reminders),
        "acknowledgements": select(func.count()).select_from(acknowledgements),
        "due": select(func.count()).select_from(deliveries).where(deliveries.c.state.in_(WAITING)),
        "chats": select(func.count()).select_from(chats).where(chats.c.telegram_id < 0),
        "set_aside": select(func.count()).select_from(set_aside),
    }
    return {key: connection.execute(query).scalar_one() for key, query in queries.items()}


def ping(connection: Connection, *, now: dt.datetime) -> None:
    """Write something, for nothing less shows that the disk takes it."""
    value = now.isoformat()
    connection.execute(
        insert(connection.dialect.name, kept)
        .values(name=PINGED, value=value)
        .on_conflict_do_update(index_elements=[kept.c.name], set_={"value": value})
    )
