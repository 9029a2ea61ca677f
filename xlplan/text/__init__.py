"""Vietnamese report text: claims read out of it, held against figures, paragraphs written."""
