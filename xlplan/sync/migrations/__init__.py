"""The store's schema, a step a file; run by Alembic."""
