from mfgusa.proposals.models.proposal import Proposal, UploadPart
from mfgusa.proposals.models.rows import PlannedRow, WrittenRow
from mfgusa.proposals.models.seeded import OfferedKey

__all__ = ["OfferedKey", "PlannedRow", "Proposal", "UploadPart", "WrittenRow"]
