"""The rows of the access table, one file for each blueprint: ACTIONS (action -> role -> whose objects) and ENDPOINTS (endpoint -> action)."""
