"""Pages that show several apps at once, and the hand-over of a desk."""
