"""Makes the PDF of a synopsis in a process of its own: no keys, no database, no network. It gets content, gives bytes."""
