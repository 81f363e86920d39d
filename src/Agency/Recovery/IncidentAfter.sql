-- How many rows there were and are not now, or are now and were not.
select count(*) from (
  (table public.before_the_incident except all table public.every_row)
  union all
  (table public.every_row except all table public.before_the_incident)) differ
