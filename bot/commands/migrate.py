"""`remembrancer migrate`: brings the database to this version; refuses one that is newer."""

from __future__ import annotations

from bot.store.opening import migrate as bring_up_to_date
from config.settings import Settings

WELL = 0


async def migrate(settings: Settings) -> int:
    """Migrate, and say from what to what."""
    print(await bring_up_to_date(settings.database_url))
    return WELL
