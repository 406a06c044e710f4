"""The steps from one schema to the next, for Alembic. A step that has been released is never changed.

To add one: a file in `versions` named after its number, and the number at the end of REVISIONS. The tests build
a database at every revision and bring it to the last one; they need no change.
"""

from __future__ import annotations

REVISIONS = ("0001",)
"""Every revision, oldest first. Known without importing Alembic, which an up-to-date database does not need."""

HEAD = REVISIONS[-1]
VERSION_TABLE = "remembrancer_schema"
