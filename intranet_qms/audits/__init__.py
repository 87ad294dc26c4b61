"""The audit programme and audits."""
