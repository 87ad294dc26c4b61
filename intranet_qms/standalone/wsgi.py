"""The application for a server that imports it: ``gunicorn intranet_qms.standalone.wsgi``.

The configuration is the environment's. The schema is not made here, because several processes
import this at once: ``qms db upgrade`` comes before.
"""

from __future__ import annotations

from .application import create_app

application = create_app()
