"""The database backend, the embedded server, replicas, history and row rules."""
