-- Older binaries work without the constraints, but not with the new words.
SELECT 1;
