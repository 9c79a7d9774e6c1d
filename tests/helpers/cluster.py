"""Whether tests run on a Citus cluster, which CITUS_URL names (make test-citus)."""

import os

from django.db import IntegrityError, NotSupportedError

IS_CITUS = bool(os.environ.get("CITUS_URL"))
# What a row is refused with that would move to another organisation, which is another node.
MOVE_REFUSED = (IntegrityError, NotSupportedError) if IS_CITUS else IntegrityError
