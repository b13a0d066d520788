from mfgusa.tables.models.batch import Batch, UploadPart
from mfgusa.tables.models.offered import OfferedKey
from mfgusa.tables.models.planned import PlannedRow, WrittenRow

__all__ = ["Batch", "OfferedKey", "PlannedRow", "UploadPart", "WrittenRow"]
