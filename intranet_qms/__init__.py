"""The quality management system of a city office, as a Flask plugin."""
