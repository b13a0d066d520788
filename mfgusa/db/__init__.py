"""How the site gets along with its database servers: away, full, or with replicas."""
