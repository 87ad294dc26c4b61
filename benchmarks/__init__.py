"""Figures: what has to be quick, as ratios against a plain baseline in the same run."""
