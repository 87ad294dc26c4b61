"""Standards, their editions and clauses."""
