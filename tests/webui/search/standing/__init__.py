"""Tests of standing searches."""
