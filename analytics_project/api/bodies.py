"""Bodies of requests: nothing but what is declared is taken, each in JSON's own type."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser
from rest_framework.settings import api_settings

# The framework would also read "yes" as true, "5" as 5, and 5 as "5".
TYPES: tuple[tuple[type[Any], type[Any] | tuple[type[Any], ...], str], ...] = (
    (serializers.BooleanField, bool, "true or false"),
    (serializers.IntegerField, int, "a whole number"),
    (serializers.FloatField, (int, float), "a number"),
    (serializers.CharField, str, "a text"),
    (serializers.ChoiceField, str, "a text"),
    (serializers.DateField, str, "a text"),
    (serializers.ListField, list, "a list"),
)


class Utf8JSONParser(JSONParser):
    """JSON as its standard has it: in UTF-8, though the content type may name another."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body. Raises ParseError where it is no JSON."""
        try:
            return super().parse(stream, media_type, {"encoding": "utf-8"})
        except RecursionError as error:
            raise exceptions.ParseError("The JSON is nested too deeply.") from error


class StrictBody(serializers.Serializer[Any]):
    """An object whose unknown names are faults, and values of another type."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is not declared, together with what is wrong with the rest."""
        faults = dict(self.find_strange(data)) if isinstance(data, Mapping) else {}
        try:
            validated = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **faults}) from error  # type: ignore[dict-item]
        if faults:
            raise serializers.ValidationError(faults)
        return validated

    def find_strange(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield names that are not declared, and values of another type, each with its fault."""
        for name, value in data.items():
            field = self.fields.get(name)
            if field is None:
                # It may be anything, so it is quoted.
                known = ", ".join(
                    str(each.field_name) for each in self.fields.values() if not each.read_only
                )
                fault = f"Unknown: {name!r}; known: {known}."
                yield (
                    api_settings.NON_FIELD_ERRORS_KEY,
                    [serializers.ErrorDetail(fault, "unknown_parameter")],
                )
            elif value is not None and not field.read_only:
                yield from find_wrong_type(name, field, value)


def find_wrong_type(name: str, field: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fault of a value that has another type than the field's."""
    for kind, types, words in TYPES:
        if isinstance(field, kind):
            is_number = types is not bool and isinstance(value, bool)
            if not isinstance(value, types) or is_number:
                yield name, [serializers.ErrorDetail(f"Not {words}.", "invalid")]
            elif isinstance(field, serializers.ListField):
                for each in value:
                    yield from find_wrong_type(name, field.child, each)
            return
