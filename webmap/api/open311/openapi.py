"""Our OpenAPI document of GeoReport v2: whole, with no reference to anywhere else."""

from typing import Any, Final

from webmap.api.open311.answers import TYPES
from webmap.api.open311.schemas import CODES, FILTERS, REPORT_FIELDS, SCHEMAS, Schema, listed, record

MEANING: Final = {
    400: "Something that was sent cannot be used; one error for each parameter.",
    403: "No api_key, a wrong one, or one that was closed.",
    404: "There is none of that name, or none that everybody may see.",
    413: "More was sent than one request may bring.",
    429: "Too much was sent; `Retry-After` tells when to come back.",
    503: "The service or its database is not there for the moment.",
}
FORMAT: Final[Schema] = {
    "name": "format",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(TYPES)},
}
JURISDICTION: Final[Schema] = {
    "name": "jurisdiction_id",
    "in": "query",
    "description": "Optional: the commune's code, or this host.",
    "schema": {"type": "string"},
}
KEY: Final[Schema] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A UUID of the report: sent again under it, the same receipt comes back.",
    "schema": {"type": "string", "format": "uuid"},
}


def document() -> dict[str, Any]:
    """The document, version 3.1 of the specification."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2",
            "version": "2.0.0",
            "description": "Reports of citizens: the published ones, at a displaced place; and new ones.",
        },
        "servers": [{"url": "/open311/v2"}],
        "paths": _paths(),
        "components": {"schemas": SCHEMAS},
    }


def _paths() -> dict[str, Any]:
    one = _get("One published report.", listed("Request"), 400, 404, named="service_request_id")
    return {
        "/discovery.{format}": {
            "get": _operation("Where the service stands.", _ref("Discovery"), [FORMAT], 404)
        },
        "/services.{format}": {"get": _get("What can be reported.", listed("Service"), 404)},
        "/services/{service_code}.{format}": {
            "get": _get(
                "What may be told of a service.", _ref("ServiceDefinition"), 404, named="service_code"
            )
        },
        "/requests.{format}": {"get": _list(), "post": _post()},
        "/requests/{service_request_id}.{format}": {"get": one},
        "/request/{service_request_id}.{format}": {"get": one},
        "/tokens/{token}.{format}": {
            "get": _get("The report that is followed by a code.", listed("Token"), 404, named="token")
        },
    }


def _get(summary: str, schema: Schema, *refusals: int, named: str = "") -> Schema:
    """Reading something of a jurisdiction, maybe one of a name that stands in the address."""
    values = {"type": "string", "enum": CODES} if named == "service_code" else {"type": "string"}
    name = [{"name": named, "in": "path", "required": True, "schema": values}] if named else []
    return _operation(summary, schema, [FORMAT, JURISDICTION, *name], *refusals)


def _list() -> Schema:
    asked = [
        {"name": name, "in": "query", "schema": schema, "description": schema.get("description", "")}
        for name, schema in FILTERS.items()
    ]
    summary = "Published reports, newest first: of the last 90 days unless asked otherwise."
    return _operation(summary, listed("Request"), [FORMAT, JURISDICTION, *asked], 400, 404)


def _post() -> Schema:
    form = record({name: REPORT_FIELDS[name] for name in ("api_key", "service_code")}) | {
        "properties": REPORT_FIELDS,
        "additionalProperties": True,
        "dependentRequired": {"lat": ["long"], "long": ["lat"]},
        "anyOf": [{"required": ["lat", "long"]}, {"required": ["address_string"]}],
    }
    files = {"type": "array", "maxItems": 5, "items": {"type": "string", "format": "binary"}}
    with_files = {**form, "properties": {**REPORT_FIELDS, "media": files}}
    bodies = {
        "application/x-www-form-urlencoded": {"schema": form},
        "multipart/form-data": {"schema": with_files},
    }
    made = _operation(
        "File a report: by place or by words.", listed("Receipt"), [FORMAT, KEY], 400, 403, 404, 413, 429
    )
    return made | {"requestBody": {"required": True, "content": bodies}}


def _operation(summary: str, schema: Schema, parameters: list[Schema], *refusals: int) -> Schema:
    answers = {str(status): _answer(MEANING[status], listed("Error")) for status in (*refusals, 503)}
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": _answer(summary, schema), **answers},
    }


def _answer(description: str, schema: Schema) -> Schema:
    """The same in both formats; XML follows from JSON by the Spark convention."""
    content = {"application/json": {"schema": schema}, "text/xml": {"schema": {"type": "string"}}}
    return {"description": description, "content": content}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
