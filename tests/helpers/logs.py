"""The log, as it is written."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def written() -> Iterator[io.StringIO]:
    """Hold what is written to the log meanwhile."""
    (handler,) = (each for each in logging.root.handlers if each.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    text = io.StringIO()
    before = handler.setStream(text)
    try:
        yield text
    finally:
        handler.setStream(before)
