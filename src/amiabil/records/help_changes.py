"""Who learns that what the help centre says to everybody has changed?"""

from __future__ import annotations

from amiabil.records import help_search_index, sql


def count_change() -> None:
    """What is public has changed: it is counted, and can be found, or not any more. It belongs into the transaction of
    the change; the count makes such transactions wait for one another."""
    sql.run(
        "INSERT INTO help_count (id, number) VALUES (1, 1)"
        " ON CONFLICT (id) DO UPDATE SET number = help_count.number + 1",
        {},
    )
    help_search_index.renew()
