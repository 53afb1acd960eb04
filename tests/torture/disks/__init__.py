"""What kills, losses of power, full disks and all of it at once do to an index."""
