"""Real parts that tests start and stop: databases, mail, files, sign-in, browsers, faults."""
