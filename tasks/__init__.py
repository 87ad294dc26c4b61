"""The worker: drains the outbox and runs what is due."""
