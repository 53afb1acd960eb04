"""The web layer: thin Flask views over ``webui.search``."""
