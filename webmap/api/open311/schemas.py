"""What GeoReport's answers and forms hold, as JSON Schema for our OpenAPI document."""

from typing import Any, Final

from geodata.enums import IncidentCategory, IncidentNature
from services.incidents.open311 import LAST_PAGE, MOST

Schema = dict[str, Any]

CODES: Final = [category.value for category in IncidentCategory]
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
ASKED_MOMENT: Final[Schema] = {
    "type": "string",
    "anyOf": [{"format": "date-time"}, {"format": "date"}, {"maxLength": 0}],
}
"""A moment, or a day that begins by the commune's clock; empty is as good as left out."""
TEXT: Final[Schema] = {"type": "string"}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def record(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object that has all of `required`, may have `optional`, and nothing else."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(name: str) -> Schema:
    """A list of a schema of ours."""
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


SCHEMAS: Final[dict[str, Schema]] = {
    "Error": record({"code": {"type": "integer"}, "description": TEXT}),
    "Service": record(
        {
            "service_code": {"type": "string", "enum": CODES},
            "service_name": TEXT,
            "description": TEXT,
            "metadata": {"type": "boolean"},
            "type": {"type": "string", "enum": ["realtime"]},
            "keywords": TEXT,
            "group": TEXT,
        }
    ),
    "Value": record({"key": TEXT, "name": TEXT}),
    "Attribute": record(
        {
            "variable": {"type": "boolean"},
            "code": TEXT,
            "datatype": {"type": "string", "enum": ["singlevaluelist", "datetime"]},
            "required": {"type": "boolean"},
            "datatype_description": or_null(TEXT),
            "order": {"type": "integer", "minimum": 1},
            "description": TEXT,
            "values": listed("Value"),
        }
    ),
    "ServiceDefinition": record(
        {"service_code": {"type": "string", "enum": CODES}, "attributes": listed("Attribute")}
    ),
    "Request": record(
        {
            "service_request_id": TEXT,
            "status": {"type": "string", "enum": ["open", "closed"]},
            "status_notes": or_null(TEXT),
            "service_name": TEXT,
            "service_code": {"type": "string", "enum": CODES},
            "description": or_null(TEXT),
            "agency_responsible": or_null(TEXT),
            "service_notice": or_null(TEXT),
            "requested_datetime": MOMENT,
            "updated_datetime": MOMENT,
            "expected_datetime": or_null(MOMENT),
            "address": or_null(TEXT),
            "address_id": or_null(TEXT),
            "zipcode": or_null(TEXT),
            "lat": or_null({"type": "number"}),
            "long": or_null({"type": "number"}),
            "media_url": or_null(TEXT),
        }
    ),
    "Receipt": record({"service_request_id": TEXT, "service_notice": TEXT, "account_id": or_null(TEXT)}),
    "Token": record({"service_request_id": TEXT, "token": TEXT}),
    "Endpoint": record(
        {
            "specification": TEXT,
            "url": TEXT,
            "changeset": TEXT,
            "type": {"type": "string", "enum": ["production"]},
            "formats": {"type": "array", "items": TEXT},
        }
    ),
    "Discovery": record(
        {"changeset": TEXT, "contact": TEXT, "key_service": TEXT, "endpoints": listed("Endpoint")}
    ),
}

REPORT_FIELDS: Final[dict[str, Schema]] = {
    "api_key": {"type": "string", "description": "The key that the commune gave to the app."},
    "service_code": {"type": "string", "enum": CODES},
    "lat": {"type": "number", "minimum": 7, "maximum": 24, "description": "WGS 84; with `long`."},
    "long": {"type": "number", "minimum": 102, "maximum": 118, "description": "WGS 84; with `lat`."},
    "address_string": {
        "type": "string",
        "maxLength": 300,
        "pattern": "[0-9A-Za-zÀ-ỹ]",
        "description": "Where it is, in words.",
    },
    "address_id": {"type": "string", "description": "The code of a village of the commune."},
    "description": {"type": "string", "maxLength": 5000},
    "first_name": {"type": "string", "maxLength": 90},
    "last_name": {"type": "string", "maxLength": 90},
    "phone": {"type": "string", "maxLength": 40},
    "email": {"type": "string", "maxLength": 200},
    "attribute[nature]": {"type": "string", "enum": [nature.value for nature in IncidentNature]},
    "attribute[occurred_at]": ASKED_MOMENT,
    "jurisdiction_id": {"type": "string"},
    "media_url": {"type": "string", "description": "Not fetched: send the picture itself as `media`."},
    "device_id": {"type": "string", "description": "Not read."},
    "account_id": {"type": "string", "description": "Not read."},
}
"""What a posted report may hold; other fields are not read."""

FILTERS: Final[dict[str, Schema]] = {
    "service_request_id": {
        "type": "string",
        "pattern": r"^([0-9]{1,18}(,[0-9]{1,18})*)?$",
        "description": "Numbers with commas; overrides the others.",
    },
    "service_code": {"type": "string", "description": "Codes with commas."},
    "start_date": {**ASKED_MOMENT, "description": "Made at or after; 90 days back when left out."},
    "end_date": {**ASKED_MOMENT, "description": "Made at or before; at most 90 days after `start_date`."},
    "status": {
        "type": "string",
        "pattern": "^((open|closed)(,(open|closed))*)?$",
        "description": "`open`, `closed`, or both with a comma.",
    },
    "updated_after": {**ASKED_MOMENT, "description": "Changed at or after, however old."},
    "updated_before": {**ASKED_MOMENT, "description": "Changed at or before."},
    "page": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    "page_size": {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
}
"""What a list of reports can be asked for; other parameters are not read."""
