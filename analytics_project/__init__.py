"""The project: its settings, and the way of every request.

Every process of it imports this first: gunicorn, commands, tests.
"""

import zoneinfo

# Time zones are those of the package tzdata alone. Systems have other versions of the database,
# some without the old names (docs/decisions/0040-time-zones.md).
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()
