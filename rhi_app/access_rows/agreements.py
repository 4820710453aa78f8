"""What reaches the provider's desk: a parent's agreement by telephone, a paper, a refusal."""

from rhi_app.reach import of_own_provider

ACTIONS = {
    "agreement.list": {"provider_desk": of_own_provider, "coordinator": of_own_provider},
    "agreement.log": {"provider_desk": of_own_provider, "coordinator": of_own_provider},
}
ENDPOINTS = {
    "agreements.index": "agreement.list",
    "agreements.ask": "agreement.log",
    "agreements.save": "agreement.log",
}
