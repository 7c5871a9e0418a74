"""What programs speak with: one module or package a protocol."""
