"""Tests of the pages of standing searches."""
