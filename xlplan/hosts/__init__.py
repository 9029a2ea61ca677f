"""Thin adapters to the programs in which the workbooks are used; none knows another."""
