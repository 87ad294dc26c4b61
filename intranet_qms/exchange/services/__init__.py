"""What is done with exchanges. Nothing here commits."""

from .archiving import agree_to_restore, request_archive, upload_archive
from .importing import decide, map_columns, upload
from .running import discard, free_running, hand_over, move

__all__ = [
    "agree_to_restore",
    "decide",
    "discard",
    "free_running",
    "hand_over",
    "map_columns",
    "move",
    "request_archive",
    "upload",
    "upload_archive",
]
