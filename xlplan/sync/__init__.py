"""Sync: the figures of workbooks in a store with history, merged three ways."""
