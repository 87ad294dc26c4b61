"""The office in real browsers: page objects, and the walks that follow the whole chain."""
