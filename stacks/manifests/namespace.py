"""A namespace that refuses pods which may do more than they need."""

from stacks.manifests.manifest import Manifest, manifest


def namespace(name: str, *, restricted: bool = True) -> Manifest:
    """Refuse, and not only warn of, a pod below Kubernetes' strictest standard, or its middle one.

    `restricted` means not root, no capabilities, a seccomp profile; `baseline` lets a container be root in
    itself, and nothing on its machine (Kubernetes documentation, Pod Security Standards).
    """
    level = "restricted" if restricted else "baseline"
    made = manifest("v1", "Namespace", name=name)
    made["metadata"]["labels"] |= {
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/warn": "restricted",
    }
    return made
