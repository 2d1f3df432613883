//! One writer, one SQL text, two databases.
