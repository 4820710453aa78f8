"""The job worker: does what the outbox says must happen. It alone holds the key that opens envelopes."""
