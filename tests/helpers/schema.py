"""The committed schema, and answers held against it."""

from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = Path(__file__).parents[2] / "schema.yml"


def hold(answer: Any, component: str, schema: Any) -> None:
    """Raise jsonschema.ValidationError unless the answer is what the component describes."""
    jsonschema.validate(
        answer,
        {"$ref": f"#/components/schemas/{component}", "components": schema["components"]},
        cls=jsonschema.Draft202012Validator,
        format_checker=jsonschema.FormatChecker(),
    )
