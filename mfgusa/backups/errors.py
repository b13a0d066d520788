class BackupError(Exception):
    """A backup or a restore that failed; the message is one readable line."""
