"""Compare what implements a port with the port."""

import inspect
from collections.abc import Iterator


def broken_promises(port: type, implementation: type) -> Iterator[str]:
    """Yield how a class differs from a Protocol: methods that are missing, take other parameters, or do not await."""
    for name, promised in vars(port).items():
        if name.startswith("_") or not inspect.isfunction(promised):
            continue
        given = getattr(implementation, name, None)
        if given is None:
            yield f"{implementation.__name__} has no {name}"
        elif inspect.iscoroutinefunction(promised) != inspect.iscoroutinefunction(given):
            yield f"{implementation.__name__}.{name} is awaited by one side only"
        elif _parameters(promised) != _parameters(given):
            yield f"{implementation.__name__}.{name} takes other parameters"


def _parameters(function: object) -> list[tuple[str, object, object]]:
    signature = inspect.signature(function)  # type: ignore[arg-type]
    return [(given.name, given.kind, given.default) for given in signature.parameters.values()]
