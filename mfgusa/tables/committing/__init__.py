from mfgusa.tables.committing.batch import Refused, refuse, write

__all__ = ["Refused", "refuse", "write"]
