"""The worker for Celery's own command: ``celery -A intranet_qms.standalone.celery_app worker``.

``qms worker`` and ``qms scheduler`` start the same with the right options; this is for those who
watch their workers with Celery's tools (``inspect``, ``control``, ``status``).
"""

from __future__ import annotations

from ..tasks import make_worker
from .application import create_app

app = make_worker(create_app())
