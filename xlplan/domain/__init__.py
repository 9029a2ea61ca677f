"""Facts and arithmetic of a post office's plan; knows no Excel, no files, no pandas."""
