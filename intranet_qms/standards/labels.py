"""The words of milestones, for features above that tell of the road to certification."""

from __future__ import annotations

from .words import MILESTONE_ICONS, MILESTONES, period_text, rough_date_text

__all__ = ["MILESTONES", "MILESTONE_ICONS", "period_text", "rough_date_text"]
