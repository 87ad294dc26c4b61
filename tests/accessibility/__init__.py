"""Whether everybody can use it: every page under axe-core, by keyboard, narrow, in forced colours."""
