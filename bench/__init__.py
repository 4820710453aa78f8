"""What is measured, by one command: bin/bench. Everything runs for real: processes, keys, a browser; only the child is invented."""
