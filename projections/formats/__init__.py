"""How does a report look? One module a format, each loaded only when it is asked for."""
