"""What phones send and get, against the whole of the server that answers them."""
