"""The tables in the repository, read without the code of the site."""

import csv
from pathlib import Path

TABLES = Path(__file__).resolve().parents[2] / "fixtures" / "tables"


def table(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keys(rows, column="key"):
    return {row[column] for row in rows}


def ties():
    """Return the institutes of each partner."""
    tied = {row["key"]: set() for row in table("partners")}
    for row in table("memberships"):
        tied[row["partner"]].add(row["institute"])
    return tied


def commitments(predicate=lambda record: True):
    """Return the federal and the non-federal records that count in totals.

    These are firm commitments of institutes that are not part of another one.
    """
    records = {row["key"]: row for row in table("funding")}
    firm = {
        key: row
        for key, row in records.items()
        if row["kind"] in ("initial-commitment", "renewal", "cost-share")
        and row["institute"] != "network"
        and row["bound"] != "at-most"
        and row["funder_type"] not in ("", "mixed")
        and predicate(row)
    }

    def is_part_of_another(row):
        while row := records.get(row["part_of"]):
            if row["key"] in firm:
                return True
        return False

    rows = [row for row in firm.values() if not is_part_of_another(row)]
    federal = [row for row in rows if row["funder_type"] == "federal"]
    return federal, [row for row in rows if row not in federal]


def dollars(rows):
    return sum(int(row["amount_usd"]) for row in rows)
