"""The least code that does the same: what each figure stands beside."""
