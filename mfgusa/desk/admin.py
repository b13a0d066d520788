"""What the curators' admin has beside the tables of facts."""

from mfgusa.desk import account_admin, proposal_pages, sign_in_records  # noqa: F401
