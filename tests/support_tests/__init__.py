"""Whether the real parts that other tests rely on do what they say."""
