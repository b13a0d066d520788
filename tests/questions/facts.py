"""The tables as they stand in the repository, read without any of the code."""

import csv
from pathlib import Path

TABLES = Path(__file__).resolve().parents[2] / "fixtures" / "tables"


def table(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keys(rows, column="key"):
    return {row[column] for row in rows}


def ties():
    """The institutes of each partner."""
    tied = {row["key"]: set() for row in table("partners")}
    for row in table("memberships"):
        tied[row["partner"]].add(row["institute"])
    return tied


def commitments(chosen=lambda record: True):
    """Federal and other records of institutes that may be added up, by `part_of`.

    Commitments that are no ceilings, without those that lie in another one of them.
    """
    records = {row["key"]: row for row in table("funding")}
    firm = {
        key: row
        for key, row in records.items()
        if row["kind"] in ("initial-commitment", "renewal", "cost-share")
        and row["institute"] != "network"
        and row["bound"] != "at-most"
        and row["funder_type"] not in ("", "mixed")
        and chosen(row)
    }

    def lies_in_another(row):
        while row := records.get(row["part_of"]):
            if row["key"] in firm:
                return True
        return False

    rows = [row for row in firm.values() if not lies_in_another(row)]
    federal = [row for row in rows if row["funder_type"] == "federal"]
    return federal, [row for row in rows if row not in federal]


def dollars(rows):
    return sum(int(row["amount_usd"]) for row in rows)
