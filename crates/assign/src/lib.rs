//! Cross-inspection assignment: lawful, fair, explained.
