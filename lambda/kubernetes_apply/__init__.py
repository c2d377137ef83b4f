"""Custom::KubernetesManifests: objects of a cluster, applied by server-side apply, without kubectl."""
