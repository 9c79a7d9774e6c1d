"""How asking a document store fails."""


class DocumentStoreUnavailable(Exception):  # noqa: N818 - says what happened
    """The document store did not answer, or not in time."""
