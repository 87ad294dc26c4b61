"""Units, people and deputies."""
