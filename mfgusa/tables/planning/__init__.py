from mfgusa.tables.planning.package import plan

__all__ = ["plan"]
