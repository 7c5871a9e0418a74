"""The register of violations and penalties: listed, summed, written."""
