"""What goes wrong with a document store."""


class DocumentStoreUnavailable(Exception):  # noqa: N818 - says what happened, as its detail does
    """The document store cannot answer now; whoever asked decides what to do without it.

    `detail` is a sentence for people, without addresses or keys.
    """

    def __init__(self, detail: str = "The document store did not answer.") -> None:
        super().__init__(detail)
        self.detail = detail
