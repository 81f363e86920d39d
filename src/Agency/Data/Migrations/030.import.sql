-- A file over many rows is asked for like an edit of many, and needs as many people (017).
insert into agency.policies (id, operation, min_rows, quorum, note) values
  ('019b0000-0000-7000-8000-000000000030', 'file.imported', 10000, 2, 'Ten thousand rows in one day.');
