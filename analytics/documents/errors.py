"""Failures of a document store."""

from analytics_project.remote import RemoteUnavailable


class DocumentStoreUnavailable(RemoteUnavailable):
    """The document store cannot answer now; who asked decides how to go on without it."""

    name = "The document store"
    code = "document_store_unavailable"

    def __init__(self, detail: str = "The document store did not answer.") -> None:
        super().__init__(detail)
