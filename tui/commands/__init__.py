"""The commands, a module each: `EXAMPLES`, `add_arguments(parser)` and `run(options) -> exit code`.

A command module is light to import; what is heavy it imports in `run`.
"""
