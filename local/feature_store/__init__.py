"""Feature Store's runtime: records by entity in memory, and the whole history in Iceberg tables."""
