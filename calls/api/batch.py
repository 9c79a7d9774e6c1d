"""The endpoint that the calling platform sends calls to."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import BaseParser, FormParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from analytics_project.api.authentication import BearerAuthentication
from analytics_project.api.bodies import Utf8JSONParser
from analytics_project.api.serializers import FaultSerializer, FaultsSerializer
from analytics_project.database.connection import MAX_OPENING_SEC, limit_waiting
from analytics_project.database.primary import is_large, update_statistics, write_transaction
from calls.api.signatures import SignedFeed
from calls.api.webhooks import BatchQuery, MaySend, keep_first, read_query, read_webhook
from calls.importing.batch import WrongRowsError, parse_batch, write_batch
from calls.importing.columns import LAYOUTS, Fault, listed
from calls.importing.parsers import GREATEST_INTEGER, Value
from calls.importing.report import report_import
from calls.importing.writer import Counts
from calls.models import Call, CallStatus, WithdrawalReason
from campaigns.models import Organization

MAX_ROWS = 1000
# About a hundred calls of a batch.
BATCH_BYTES = 25_000
CALLS = LAYOUTS["calls"]


class LengthRequired(exceptions.APIException):
    """The body comes in pieces, without its length beforehand; WSGI takes it for empty."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send the body with a Content-Length."
    default_code = "length_required"


class SentCallSerializer(serializers.ModelSerializer[Call]):
    """One call: the columns of `import_csv calls`. What is left out stays as it is."""

    campaign = serializers.CharField(
        max_length=255, help_text="Its external id; a campaign that is not there yet is created."
    )
    candidate = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=255,
        help_text="Its external id, likewise; null: an unknown caller.",
    )
    created = serializers.CharField(
        help_text="ISO 8601; without an offset it is in the organisation's time zone."
    )
    status = serializers.ChoiceField(CallStatus.choices)
    # Model fields describe these two as the database's widest integer, and with a blank choice.
    call_length_sec = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=GREATEST_INTEGER,
        help_text="Talk time in seconds; null where nobody talked.",
    )
    withdrawal_reason = serializers.ChoiceField(
        WithdrawalReason.choices, required=False, allow_null=True
    )

    class Meta:
        model = Call
        fields = list(CALLS.columns)

    def run_validation(self, data: Any = None) -> Any:
        """Return the row as it is: it is the import that reads it. The fields describe it."""
        return data


class CallBatchSerializer(serializers.Serializer[Any]):
    """Calls to write, all of them or none."""

    calls = serializers.ListField(child=SentCallSerializer(), min_length=1, max_length=MAX_ROWS)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse unknown names; they may hold anything, so they are quoted."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            fault = exceptions.ErrorDetail(
                f"Unknown: {listed(sorted(unknown))}; known: calls.", "unknown_parameter"
            )
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [fault]})
        validated: dict[str, Any] = super().to_internal_value(data)
        return validated


class CallCountsSerializer(serializers.Serializer[Any]):
    """What became of the calls that were sent."""

    read = serializers.IntegerField(min_value=0)
    created = serializers.IntegerField(min_value=0)
    updated = serializers.IntegerField(min_value=0)
    unchanged = serializers.IntegerField(min_value=0)
    warnings = FaultSerializer(
        many=True, help_text="Calls that were left out, and count as unchanged: what came late."
    )


class CallBatchView(APIView):
    """Where the calling platform sends what happened."""

    authentication_classes = [BearerAuthentication, SessionAuthentication, SignedFeed]
    permission_classes = [MaySend]
    parser_classes = [Utf8JSONParser]

    def perform_authentication(self, request: Request) -> None:
        """Sign in on the primary, which is written to next."""
        with limit_waiting(MAX_OPENING_SEC):
            super().perform_authentication(request)

    def find_cost(self, request: Request) -> int:
        """Return the cost of a batch, in units of CostThrottle."""
        return 1 + int(request.META.get("CONTENT_LENGTH") or 0) // BATCH_BYTES

    def get_parsers(self) -> list[BaseParser]:
        """Return what reads the body; some platforms send forms."""
        parsers = super().get_parsers()
        # None where the schema is written.
        is_webhook = self.request is not None and "profile" in self.request.GET
        return [*parsers, FormParser()] if is_webhook else parsers

    @extend_schema(
        operation_id="createCalls",
        summary="Send calls",
        parameters=[BatchQuery],
        request=CallBatchSerializer,
        responses={
            200: CallCountsSerializer,
            **dict.fromkeys((400, 401, 403, 411, 413, 415, 429, 503), FaultsSerializer),
        },
        auth=[{"bearer": []}],  # type: ignore[list-item]  # it takes OpenAPI's own form
    )
    def post(self, request: Request) -> Response:
        """Write up to 1,000 calls, all or none, each known by its external_id.

        Sending the same calls again changes nothing, so a batch without an answer is sent again.
        Of several with one external_id the last wins; but a call that is over does not become
        queued, ringing or in_progress again: such a row is late, changes nothing, counts as
        unchanged and is named in `warnings`. A token of the scope write is needed.

        With `profile` the body is what that platform sends by itself (Twilio's status callbacks,
        which are forms; Retell's and Vapi's webhooks), or has `calls` with the platform's own
        columns. A platform whose secret is known has to sign, and needs no token. A message that is
        not about a call's state is answered with counts of 0.
        """
        headers = request.headers
        if "Transfer-Encoding" in headers and not headers.get("Content-Length"):
            raise LengthRequired
        query = read_query(request)
        organization: Organization = query["organization"]
        try:
            rows = read_rows(request, query)
            with write_transaction():
                counts, late = write_batch(CALLS, keep_first(rows, query), organization.pk)
        except WrongRowsError as error:
            raise serializers.ValidationError(name_faults(error)) from error
        report_import("calls", organization.slug, counts)
        with limit_waiting(MAX_OPENING_SEC):
            much = is_large(Call, counts.created)
        if much:
            with write_transaction():
                update_statistics(CALLS.written)
        return Response(describe(counts, late))


def read_rows(request: Request, query: Mapping[str, Any]) -> list[dict[str, Value]]:
    """Return the values of the calls in the body. Raises ValidationError or WrongRowsError."""
    if "profile" in query:
        rows = read_webhook(request, query)
        if len(rows) > MAX_ROWS:
            raise serializers.ValidationError(f"More than {MAX_ROWS} calls.", "max_length")
        return rows
    batch = CallBatchSerializer(data=request.data)
    batch.is_valid(raise_exception=True)
    return parse_batch(CALLS, batch.validated_data["calls"], query["organization"].zone)


def name_faults(error: WrongRowsError) -> dict[str, Any]:
    """Return the faults by their place in the body."""
    named: dict[str, list[exceptions.ErrorDetail]] = {}
    for index, faults in error.faults.items():
        for fault in faults:
            detail = exceptions.ErrorDetail(f"{fault}.", fault.code)
            named.setdefault(find_place(index, fault), []).append(detail)
    return named


def find_place(index: int, fault: Fault) -> str:
    """Return where in the body a fault is, as `calls[3].score`."""
    return f"calls[{index}].{fault.column}" if fault.column else f"calls[{index}]"


def describe(counts: Counts, late: Mapping[int, Fault]) -> dict[str, Any]:
    """Return the answer; a batch rejects no row without failing."""
    return {
        "read": counts.read,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "warnings": [
            {"parameter": find_place(index, fault), "code": fault.code, "detail": f"{fault}."}
            for index, fault in late.items()
        ],
    }
