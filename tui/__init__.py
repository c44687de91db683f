"""Shows: the command line, the screens, and where things are kept."""
