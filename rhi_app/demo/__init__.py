"""The demonstration: everything that bin/run starts on one machine. No part of a real installation imports it."""
