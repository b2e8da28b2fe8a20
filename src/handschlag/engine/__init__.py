"""Engines: pure Python packages that know neither Django nor each other."""
