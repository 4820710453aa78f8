"""`python -m tests.synopsis.golden`."""

from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis.golden import keep

if __name__ == "__main__":
    keep(Renderer(seconds=120))
