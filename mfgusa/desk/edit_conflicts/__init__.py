"""Two people on one form: a save of an older form is refused, and shows both."""
