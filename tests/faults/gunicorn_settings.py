"""Read by the gunicorn of the fault runs: what is imported here is imported once, so that a killed worker is back in a moment.

Each worker still makes its own application, its own connections and its own keys.
"""

import rhi_app.factory
import rhi_app.routes.sync

assert rhi_app.factory.create_app

worker_class = "gthread"
threads = 4
graceful_timeout = 2
control_socket_disable = True
