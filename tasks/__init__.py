"""The worker: drains the outbox, sends mail, builds reports, and wakes what is due by the calendar.

``make_worker(app)`` gives the Celery application for a Flask application that contains the module.
The outbox in the database is the durable queue; the broker only carries "do this one now", so a
broker that is away, or a worker that is killed, loses nothing and delays little.
"""

from .watching import work_until_asked
from .worker import make_worker

__all__ = ["make_worker", "work_until_asked"]
