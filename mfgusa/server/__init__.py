"""The web server of a process: waitress, with bounds on what clients may hold."""
