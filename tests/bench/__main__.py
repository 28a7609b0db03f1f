"""`python -m tests.bench [NAME ...]` runs the benchmarks, or those named, one after the other.

A benchmark is a module beside this file with a function `main()` that prints its figures, each beside its floor or peer.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time

import tests.bench

modules = {
    name: importlib.import_module(f"tests.bench.{name}")
    for _, name, _ in pkgutil.iter_modules(tests.bench.__path__)
    if name[0] != "_"
}
known = [name for name, module in modules.items() if hasattr(module, "main")]
wanted = sys.argv[1:] or known
if unknown := [name for name in wanted if name not in known]:
    sys.exit(f"no benchmark is called {unknown[0]}: there are {', '.join(known)}")
for name in wanted:
    began = time.monotonic()
    print(f"\n{name}: {(modules[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
    modules[name].main()
    print(f"  ({name} took {time.monotonic() - began:.0f} s)", flush=True)
