"""Where staff and sellers work."""
