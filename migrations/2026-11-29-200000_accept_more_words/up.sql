-- Subjects, schemes and statuses have more words than the check constraints of the first migration
-- allow, and only Rust checks them from now on. The two databases drop a constraint in different
-- ways, so the binary does it right after this migration (`src/store/word_checks.rs`).
SELECT 1;
