"""States of a report job.

``queued``: waits for a worker. ``running``: a worker makes it and says so at least every
`SILENT_AFTER`; when it falls silent, another worker takes the job over. ``done``: the file is
stored. ``failed``: it was given up, with a code; asking again makes a new job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

JobState = Literal["queued", "running", "done", "failed"]
LIVE: frozenset[JobState] = frozenset({"queued", "running"})

SILENT_AFTER = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""
MOST_ATTEMPTS = 3
"""A report that has killed so many workers would kill the next one too."""
