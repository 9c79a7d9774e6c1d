"""Tests made from the schema, each under a name of its own."""

import pytest
from _pytest.nodeid import coerce_node_id


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the operation in the id of a test that Schemathesis made of it.

    Schemathesis 4.32 leaves it out with pytest 9.2, and of tests with one id xdist runs one.
    """
    for item in items:
        label = getattr(item, "operation_label", None)
        if label and label not in item.nodeid:
            item._id = coerce_node_id(f"{item.nodeid}[{label}]")
