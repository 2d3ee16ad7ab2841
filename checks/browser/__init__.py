"""Pages that only a script writes, read by a Chromium of this machine, and pictures of what a visitor sees.

The browser runs in a process of its own (`worker.py`) behind a proxy that asks the guard (`proxy.py`), and is
killed with its children. Nothing is imported here: a process that reads pages does without."""
