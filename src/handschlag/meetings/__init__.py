"""Wishes, planning runs, plans and meetings."""
