"""What changes things: each change with its audit line. Routes and jobs commit, services never do."""
