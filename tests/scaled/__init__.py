"""Several processes on PostgreSQL, Redis and S3: the same program, told so by its configuration."""
