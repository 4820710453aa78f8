"""Pictures of the running program, made by `bin/pictures`; the README shows them."""
