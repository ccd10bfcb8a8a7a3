"""Long work in the background: asked for by one person, done in small steps, resumable, with a result per row."""
