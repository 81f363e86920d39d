select set_config('history.actor_id', $1, true), set_config('history.actor_name', 'Measured', true), set_config('history.source', 'console', true),
       set_config('history.intent', 'deal.edited', true), set_config('history.detail', '{}', true);
update agency.deals set notes = $2, updated_at = clock_timestamp() where id = $1 returning xmin
