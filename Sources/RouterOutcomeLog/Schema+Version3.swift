extension Schema {
    /// The third schema: the text of replies, for those who keep it.
    static let version3 = """
        CREATE TABLE replies (
          -- The text of the reply that a candidate gave; only if the configuration says so.
          decision_key INTEGER NOT NULL REFERENCES decisions ON DELETE CASCADE,
          candidate TEXT NOT NULL,
          text TEXT NOT NULL,
          PRIMARY KEY (decision_key, candidate)
        ) STRICT;
        """
}
