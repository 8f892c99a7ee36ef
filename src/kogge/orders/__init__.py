"""The main job: feed pages become documents, exactly once."""
