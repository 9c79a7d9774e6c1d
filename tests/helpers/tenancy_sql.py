"""Which tables of tenants a statement reads or changes without saying whose rows it means."""

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp

from calls.distribution import list_distributed
from campaigns.models import Organization

# A value that the statement names, or a row of another part of it, which is looked at by itself.
# A table's column, by the alias of the table; or an expression.
Node = tuple[str, str]
# A value that the statement is given, or what another part of it has found, which is looked at too.
ONE: Node = ("", "one organisation")
ORGANIZATION = Organization._meta.db_table


def tenant_tables() -> set[str]:
    """Return the tables whose rows a distributed database keeps with their organisation."""
    return {model._meta.db_table for model in list_distributed()}


def find_untied(sql: str, dialect: str) -> set[str]:
    """Return the tenants' tables of which rows of any organisation might be meant.

    Of a tied one the organisation is held equal to a value, or to that of another tied row. Each
    SELECT, UPDATE and DELETE of a statement is looked at by itself.
    """
    return {
        table
        for part in parse(sql, dialect)
        for table, which in list_organizations(part)
        if which != ONE
    }


def find_apart(sql: str, dialect: str) -> set[str]:
    """Return the tenants' tables that a part of a statement joins, not each to the same rows."""
    parts = [list_organizations(part) for part in parse(sql, dialect)]
    return {table for part in parts if len({which for _, which in part}) > 1 for table, _ in part}


def parse(sql: str, dialect: str) -> list[exp.Expr]:
    """Return each SELECT, UPDATE and DELETE of a statement."""
    # A text stands for each value, whatever its type.
    tree = sqlglot.parse_one(sql.replace("%s", "'value'").replace("%%", "%"), dialect=dialect)
    return list(tree.find_all(exp.Select, exp.Update, exp.Delete))


def list_organizations(part: exp.Expr) -> list[tuple[str, Node]]:
    """Return each tenant's table of a part, and what all organisations equal to its have."""
    tables = {each.alias_or_name: each.name for each in list_tables(part)}
    same: dict[Node, Node] = {}

    def find(node: Node) -> Node:
        while node in same:
            node = same[node]
        return node

    for condition in list_conditions(part):
        if isinstance(condition, exp.EQ):
            sides = {find(name_node(side, tables)) for side in (condition.left, condition.right)}
            for node in sides - {ONE}:
                other = ONE if ONE in sides else max(sides)
                if node != other:
                    same[node] = other
    return [
        (table, find((alias, "organization_id")))
        for alias, table in tables.items()
        if table in tenant_tables()
    ]


def list_tables(part: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the tables and common table expressions that it names itself."""
    sources = [part, part.args.get("from_"), *(part.args.get("joins") or [])]
    return (each.this for each in sources if each and isinstance(each.this, exp.Table))


def list_conditions(part: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what holds of every row that it means."""
    where, joins = part.args.get("where"), part.args.get("joins") or []
    for each in (where and where.this, *(join.args.get("on") for join in joins)):
        if each is not None:
            yield from list_conjuncts(each)


def list_conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what is joined by AND."""
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        yield from list_conjuncts(condition.left)
        yield from list_conjuncts(condition.right)
    else:
        yield condition


def name_node(side: exp.Expr, tables: Mapping[str, str]) -> Node:
    """Return what one side of a comparison is."""
    if isinstance(side, exp.Literal):
        return ONE
    if not isinstance(side, exp.Column):
        return ("", side.sql())
    alias = side.table or next(iter(tables))
    table = tables.get(alias)
    if table == ORGANIZATION:
        return (alias, "organization_id" if side.name in ("id", "slug") else side.name)
    return (alias, side.name) if table in tenant_tables() else ONE
