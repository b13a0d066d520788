"""The tables that an SQL statement names, and which of them it only looks up.

A statement cannot read a table without naming it, so every word that is the name of a
table counts. A *look-up* reads rows of which each is known to exist, so that a row
inserted later cannot change what it finds. Two kinds are recognized, in the way that
Django writes them; whatever is written in another way counts in full:

- The target of a foreign key: `JOIN "t" ON ("x"."t_id" = "t"."id")`, or the same with
  `FROM "t" INNER JOIN "x"`. The rows of `x` refer to rows that exist.
- Rows by a unique column, all of which were returned: `FROM "t" WHERE "t"."id" IN (…)`,
  as `prefetch_related` asks for them.

A statement without a row has read nothing of a table that it only looks up to show.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

MAX_PARSED = 20_000  # Characters; what is longer counts in full.
# The values of one column; Django puts them in parentheses for some foreign keys.
IN_LIST = re.compile(r"IN \((?:(?:%s, )+%s|(?:\(%s\), )*\(%s\))\)")
WORD = re.compile(r"\w+")
TOKEN = re.compile(
    r"""(?P<space>\s+)
    | "(?P<name>(?:[^"]|"")+)"
    | (?P<text>E?'(?:[^'\\]|'')*')
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d[\w.]*)
    | (?P<sign>%s|::|[.,()=<>+*/|&~!@#^?:\[\]{};-])""",
    re.VERBOSE,
)
KEYWORDS = (
    *("as", "cross", "except", "fetch", "for", "from", "full", "group", "having"),
    *("inner", "intersect", "join", "lateral", "left", "limit", "natural", "offset"),
    *("on", "order", "outer", "right", "select", "set", "union", "using", "where"),
    *("window", "with"),
)
# What may stand in a condition, and what makes a statement more than one condition.
CONDITION_WORDS = ("and", "or", "not", "in", "is", "null", "between", "true", "false")
HAS_MORE = {"group", "having", "union", "intersect", "except", "with", "window"}


class Table(NamedTuple):
    """What is known of a table: its unique columns, and what its foreign keys mean."""

    key: str
    unique_columns: frozenset[str]
    foreign_keys: dict[str, str]  # Table by column, where the key is referred to.


class StatementTables(NamedTuple):
    """The tables that a statement names, by how it reads them."""

    in_full: frozenset[str]
    by_reference: frozenset[str]  # Only as the targets of foreign keys.
    by_value: str = ""  # Read by the values of a unique column: a look-up if all exist.
    shown: frozenset[str] = frozenset()  # By reference, and in no condition.


def tables_of_statement(
    sql: str, params: Any, row_count: int
) -> Iterator[tuple[str, bool]]:
    """Each table of a statement, and whether the statement only looked it up."""
    is_short = len(sql) <= MAX_PARSED and params is not None
    parse = parse_statement if is_short else parse_statement.__wrapped__
    tables = parse(IN_LIST.sub("IN (%s)", sql))
    yield from ((table, False) for table in tables.in_full)
    seen = tables.by_reference if row_count else tables.by_reference - tables.shown
    yield from ((table, True) for table in seen)
    if tables.by_value:
        yield tables.by_value, has_all_rows(params, row_count)


def has_all_rows(params: Any, row_count: int) -> bool:
    """Whether there was a row for each of the values that were looked for."""
    try:
        return bool(params) and len(set(params)) == row_count
    except TypeError:  # A value that cannot be in a set.
        return False


@lru_cache(maxsize=4096)
def parse_statement(sql: str) -> StatementTables:
    """The tables of a statement without its parameters."""
    known = known_tables()
    named = frozenset(known.keys() & set(WORD.findall(sql.lower())))
    tokens = tokenize_sql(sql) if named and len(sql) <= MAX_PARSED else []
    if not tokens:
        return StatementTables(named, frozenset())
    statement = Statement(tokens, known)
    by_reference = frozenset(filter(statement.is_only_referred_to, named))
    by_value = statement.table_by_value(by_reference)
    in_full = named - by_reference - {by_value}
    shown = frozenset(filter(statement.is_only_shown, by_reference))
    return StatementTables(in_full, by_reference, by_value, shown)


@cache
def known_tables() -> dict[str, Table]:
    """The tables of all models."""
    all_models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: describe_table(model) for model in all_models}


def describe_table(model: type[models.Model]) -> Table:
    """The table of a model."""
    fields = model._meta.concrete_fields
    unique = frozenset(str(f.column) for f in fields if f.unique)
    keys = {
        str(f.column): f.remote_field.model._meta.db_table
        for f in fields
        if isinstance(f, models.ForeignKey)
        and getattr(f, "db_constraint", False)
        and f.target_field.primary_key
    }
    key = model._meta.pk
    return Table(str(getattr(key, "column", "")), unique, keys)


class SqlToken(NamedTuple):
    """A word of a statement: a name as PostgreSQL reads it, or a sign."""

    kind: str
    text: str


def tokenize_sql(sql: str) -> list[SqlToken]:
    """The words of a statement; none if it holds what is not understood."""
    tokens, place = [], 0
    while place < len(sql):
        match = TOKEN.match(sql, place)
        if not match or sql.startswith(("--", "/*"), place):
            return []
        place = match.end()
        kind = str(match.lastgroup)
        if kind != "space":
            text = match[kind].lower() if kind == "word" else match[kind]
            tokens.append(SqlToken(kind, text))
    return tokens


class Statement:
    """The words of a statement, and what its aliases stand for."""

    def __init__(self, tokens: Sequence[SqlToken], known: dict[str, Table]) -> None:
        end = SqlToken("end", "")
        self.tokens = [end, *tokens, *[end] * 12]
        self.known = known
        self.aliases = dict(self._aliases())

    def _aliases(self) -> Iterator[tuple[int, str]]:
        """The place of each alias, and the table that it stands for there."""
        for place in self._places():
            name = self.tokens[place].text
            if self.text(place - 1) in ("from", "join") and name in self.known:
                yield self._alias_place(place), name

    def _places(self, name: str = "") -> Iterator[int]:
        """Where names stand that are not columns, and not in front of a column."""
        for place, token in enumerate(self.tokens):
            is_name = token.kind in ("name", "word") and name in ("", token.text)
            if is_name and "." not in (self.text(place - 1), self.text(place + 1)):
                yield place

    def _alias_place(self, place: int) -> int:
        """Where the alias of a table stands: after its name, or at it."""
        after = place + 1 + (self.text(place + 1) == "as")
        token = self.tokens[after]
        is_alias = token.kind == "name" or (
            token.kind == "word" and token.text not in KEYWORDS
        )
        return after if is_alias else place

    def text(self, place: int) -> str:
        """The keyword or the sign at a place; blank for a name in quotation marks."""
        token = self.tokens[place]
        return token.text if token.kind in ("word", "sign") else ""

    def table_of(self, alias: str) -> str:
        """The one table that an alias stands for everywhere; blank if unsure."""
        tables = set()
        for place in self._places(alias):
            if place in self.aliases:
                tables.add(self.aliases[place])
            elif self._alias_place(place) not in self.aliases:
                return ""
        return tables.pop() if len(tables) == 1 else ""

    def is_only_referred_to(self, table: str) -> bool:
        """Whether a table is named as the target of foreign keys, and no other way."""
        if self._is_qualified(table):
            return False
        places = list(self._places(table))
        return bool(places) and all(
            self._is_target(table, place) or self._is_base(table, place)
            for place in places
        )

    def _is_qualified(self, table: str) -> bool:
        """Whether the name stands behind a dot: with its schema, or as a column."""
        return any(
            self.text(place - 1) == "." and token.text == table
            for place, token in enumerate(self.tokens)
        )

    def _is_target(self, table: str, place: int) -> bool:
        """Whether it says `JOIN table [alias] ON (x.column = alias.key)` there."""
        alias_place = self._alias_place(place)
        alias = self.tokens[alias_place].text
        reference = self._other_side((alias, self.known[table].key), alias_place + 1)
        if not (reference and self._is_inner_or_left(place - 1)):
            return False
        return self._refers_to(table, self.table_of(reference[0]), reference[1])

    def _is_base(self, table: str, place: int) -> bool:
        """Whether it says `FROM table INNER JOIN x ON (table.key = x.column)` there."""
        alias_place = self._alias_place(place)
        words = [self.text(p) for p in (place - 1, alias_place + 1, alias_place + 2)]
        if words != ["from", "inner", "join"]:
            return False
        joined, joined_alias = alias_place + 3, self._alias_place(alias_place + 3)
        alias = self.tokens[alias_place].text
        reference = self._other_side((alias, self.known[table].key), joined_alias + 1)
        if not reference or reference[0] != self.tokens[joined_alias].text:
            return False
        return self._refers_to(table, self.tokens[joined].text, reference[1])

    def _refers_to(self, table: str, referring: str, column: str) -> bool:
        """Whether a column of another table is a foreign key to a table."""
        known = self.known.get(referring)
        return known is not None and known.foreign_keys.get(column) == table

    def _other_side(self, key: tuple[str, str], place: int) -> tuple[str, str] | None:
        """The column that `ON (…)` says is equal to the key, of another alias."""
        condition = self._equation(place)
        if not condition or key not in condition:
            return None
        reference = condition[condition[0] == key]
        return reference if reference[0] != key[0] else None

    def _is_inner_or_left(self, place: int) -> bool:
        """Whether a join adds nothing from its second table on its own."""
        words = [self.text(place - 2), self.text(place - 1), self.text(place)]
        return words[1:] in (["inner", "join"], ["left", "join"]) or words == [
            "left",
            "outer",
            "join",
        ]

    def _equation(self, place: int) -> tuple[tuple[str, str], ...]:
        """The two columns of `ON (a.b = c.d)`; nothing if it says anything else."""
        tokens = self.tokens[place : place + 10]
        signs = [self.text(place + n) for n in (0, 1, 3, 5, 7, 9)]
        names = tokens[2:9:2]
        are_names = all(token.kind in ("name", "word") for token in names)
        if signs != ["on", "(", ".", "=", ".", ")"] or not are_names:
            return ()
        a, b, c, d = (token.text for token in names)
        return (a, b), (c, d)

    def is_only_shown(self, table: str) -> bool:
        """Whether no value of a table but its key decides which rows there are.

        Then a statement that returns no row has not read the table.
        """
        words = [self.text(place) for place in range(len(self.tokens))]
        if words.count("select") != 1 or not HAS_MORE.isdisjoint(words):
            return False
        start = words.index("from")
        ends = (words.index(word) for word in ("order", "limit") if word in words)
        end = min(ends, default=len(words))
        where = words.index("where") if "where" in words else end
        aliases = {self.tokens[p].text for p, t in self.aliases.items() if t == table}
        uses = sum(self._is_column_of(aliases, p) for p in range(start, where))
        return uses == len([*self._places(table)]) and all(
            self._is_of_others(aliases, place) for place in range(where + 1, end)
        )

    def _is_column_of(self, aliases: set[str], place: int) -> bool:
        """Whether a name stands there in front of one of its columns."""
        return self.tokens[place].text in aliases and self.text(place + 1) == "."

    def _is_of_others(self, aliases: set[str], place: int) -> bool:
        """Whether what stands there in a condition is surely not about a table."""
        token = self.tokens[place]
        if token.kind not in ("name", "word") or self.text(place - 1) == ".":
            return True
        if self.text(place + 1) == ".":
            return token.text not in aliases
        return token.kind == "word" and token.text in CONDITION_WORDS

    def table_by_value(self, by_reference: frozenset[str]) -> str:
        """The table of which plain columns are selected by a unique column alone.

        Then each value has one row at most, and the number of rows says whether each
        has one. Blank if the statement is anything else.
        """
        texts = [token.text for token in self.tokens]
        if self.text(1) != "select" or texts.count("%s") != 1 or "where" not in texts:
            return ""
        start, where = texts.index("from"), texts.index("where")
        table = texts[start + 1]
        is_plain = texts.count("select") == texts.count("from") == 1
        if not (is_plain and self._are_columns(2, start) and table in self.known):
            return ""
        has_one_source = self._has_joins(start + 1, where, table, by_reference)
        return table if has_one_source and self._is_by_value(where, table) else ""

    def _are_columns(self, first: int, last: int) -> bool:
        """Whether there is nothing but columns between two places."""
        return all(
            token.kind == "name" or token.text in (".", ",", "as")
            for token in self.tokens[first:last]
        )

    def _has_joins(
        self, first: int, last: int, table: str, by_reference: frozenset[str]
    ) -> bool:
        """Whether a table is joined with targets of its foreign keys, or with none."""
        named = [self.tokens[p].text for p in self._places() if first <= p < last]
        tables = [name for name in named if name in self.known]
        joins = sum(self.text(p) == "join" for p in range(first, last))
        others = set(tables[1:])
        has_all = len(tables) == joins + 1 and others <= by_reference
        has_more = any(self.text(p) == "," for p in range(first, last))
        has_alias = self._alias_place(first) != first
        return has_all and table not in others and not (has_more or has_alias)

    def _is_by_value(self, where: int, table: str) -> bool:
        """Whether the condition is one unique column and its values, and ends there."""
        texts = [t.text for t in self.tokens[where + 1 : where + 12]]
        if texts[0] == "(" == texts[6]:  # As for a key of several columns.
            texts = [*texts[1:4], *texts[5:]]
        name, dot, column, *rest = texts
        is_column = (name, dot) == (table, ".")
        if not is_column or column not in self.known[table].unique_columns:
            return False
        for values in (["=", "%s"], ["in", "(", "%s", ")"]):
            if rest[: len(values)] == values:
                return rest[len(values)] in ("", "order", "limit")
        return False
