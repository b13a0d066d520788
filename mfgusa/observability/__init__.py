"""The request log, metrics, and the log of slow queries."""
