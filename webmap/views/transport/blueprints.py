"""The blueprints of hazardous-waste transport, in one tuple."""

from webmap.views.transport import carriers, checks, overview, routes, rules

TRANSPORT = (overview.bp, carriers.bp, routes.bp, checks.bp, rules.bp)
