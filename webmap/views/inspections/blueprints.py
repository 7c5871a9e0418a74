"""The blueprints of checks, in one place for the app."""

from webmap.views.inspections import caps, coverage, desk, findings, making, public, record

INSPECTIONS = (coverage.bp, public.bp, desk.bp, making.bp, record.bp, findings.bp, caps.bp)
