"""A name for pods: a model's behind the load balancer, or a training job's among each other."""

from stacks.manifests.manifest import NAME_LABEL, Manifest, manifest


def service(name: str, *, namespace: str, port: int) -> Manifest:
    """Return one with an address inside the cluster only."""
    return manifest(
        "v1",
        "Service",
        name=name,
        namespace=namespace,
        spec={
            "type": "ClusterIP",
            "selector": {NAME_LABEL: name},
            "ports": [{"name": "http", "port": port, "targetPort": "http", "protocol": "TCP"}],
        },
    )


def headless_service(name: str, *, namespace: str, port: int) -> Manifest:
    """Give each pod a name of its own, ready or not: they find each other before they can be ready."""
    return manifest(
        "v1",
        "Service",
        name=name,
        namespace=namespace,
        spec={
            "clusterIP": "None",
            "publishNotReadyAddresses": True,
            "selector": {NAME_LABEL: name},
            "ports": [{"name": "rendezvous", "port": port, "protocol": "TCP"}],
        },
    )
