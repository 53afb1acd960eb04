"""A process whose every change of the disk is seen, and can be made to fail or to be its last."""
