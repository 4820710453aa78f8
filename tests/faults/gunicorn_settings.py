"""Read by the gunicorn of the fault runs: what is imported here is imported once, so that a killed worker is back in a moment.

Each worker still makes its own application, its own connections and its own keys.
"""

from rhi_app import commands, factory, routes
from rhi_app.services import protocols

assert factory.create_app
routes.blueprints()  # an application imports its views and commands, and reads the protocols, when the first one is made
commands.all_commands()
protocols.shipped()

worker_class = "gthread"
threads = 4
graceful_timeout = 2
control_socket_disable = True
