-- Older binaries work with these values too: they compare them exactly.
SELECT 1;
