// A profile: nothing yet.
