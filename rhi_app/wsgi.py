"""What gunicorn serves: `gunicorn rhi_app.wsgi:app`."""

from rhi_app import create_app
from rhi_app.settings import Settings

settings = Settings.from_environment()
settings.refuse_missing_files()
app = create_app(settings)
