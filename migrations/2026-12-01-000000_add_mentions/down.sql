ALTER TABLE directory DROP COLUMN mentions_change;

DROP TABLE mentions;
