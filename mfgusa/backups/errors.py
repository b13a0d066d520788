class BackupError(Exception):
    """Why a backup or a restore was not made; the message is one readable line."""
