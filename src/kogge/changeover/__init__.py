"""The changeover: moving a platform's orders from the middleware to the Cloud, and the proof that none came twice."""
