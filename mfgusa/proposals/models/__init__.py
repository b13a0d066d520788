from mfgusa.proposals.models.proposal import Proposal, UploadPart
from mfgusa.proposals.models.rows import AppliedRow, PlannedRow
from mfgusa.proposals.models.seeded import SeededKey

__all__ = ["AppliedRow", "PlannedRow", "Proposal", "SeededKey", "UploadPart"]
