"""The demonstration's invented ground: land, waters, places and zones, as pure geometry."""
