"""What tests share and the package does not know: raw zip, XML differences, the corpus."""
