"""What is decided, and nothing else: the standard library only. Time, randomness and facts are passed in."""
