"""Records of feature groups: what the online store has of an entity, as typed JSON."""
