"""What the organisation decided: settings, policy packs, words. The only place that reads YAML and the environment."""
