-- Talents $1 to $2, the same ones each time. The sample's have no middle initial, so both can stand side by side.
insert into agency.talents (id, stage_name, type, status, country, niches, default_commission_bps, payout_currency, created_at, updated_at)
select ('01940000-0000-7000-8a00-' || lpad(to_hex(n), 12, '0'))::uuid,
       x.first || ' ' || chr(65 + (n - 1) / 8100 % 26) || '. ' || x.last || case when n > 210600 then ' ' || n else '' end,
       (array['creator', 'creator', 'creator', 'creator', 'actor', 'model', 'musician', 'athlete'])[1 + x.h % 8],
       (array['active', 'active', 'active', 'active', 'active', 'active', 'prospect', 'onboarding', 'paused', 'former'])[1 + x.h / 8 % 10],
       (array['GB', 'US', 'DE', 'FR', 'SE', 'ES', 'IT', 'NL', 'NG', 'IN'])[1 + x.h / 97 % 10],
       array[(array['fashion', 'beauty', 'food', 'travel', 'fitness', 'gaming', 'music', 'tech', 'comedy', 'parenting', 'books', 'interiors'])[1 + x.h / 31 % 12]],
       (array[1500, 2000, 2000, 2000, 2500])[1 + x.h / 11 % 5], (array['GBP', 'GBP', 'GBP', 'EUR', 'USD'])[1 + x.h / 13 % 5],
       timestamptz '2023-02-01' + n * interval '5 minutes', timestamptz '2023-02-01' + n * interval '5 minutes' + x.h % 1000000 * interval '1 minute'
  from generate_series($1, $2) n
 cross join lateral (select hashint4(n::int) & 2147483647 as h,
     (array['Ada', 'Aria', 'Bea', 'Bo', 'Cleo', 'Cass', 'Dara', 'Dev', 'Eli', 'Esme', 'Farah', 'Finn', 'Gala', 'Gus', 'Hana', 'Hugo', 'Ines', 'Isla', 'Jade', 'Jonas', 'Kaia', 'Kofi', 'Lena', 'Luca', 'Maya', 'Milo', 'Nadia', 'Nico', 'Orla', 'Otis',
       'Pia', 'Priya', 'Quinn', 'Rafa', 'Remi', 'Sana', 'Sol', 'Tariq', 'Tess', 'Uma', 'Uri', 'Vera', 'Viggo', 'Wanda', 'Wes', 'Xenia', 'Yara', 'Yusuf', 'Zadie', 'Zane', 'Amara', 'Bruno', 'Carmen', 'Dario', 'Elin', 'Femi', 'Greta', 'Hamid', 'Ida', 'Jules',
       'Kira', 'Leif', 'Mina', 'Noor', 'Oona', 'Paz', 'Rhea', 'Sven', 'Talia', 'Ugo', 'Vida', 'Willa', 'Yael', 'Zora', 'Anouk', 'Blaise', 'Cyrus', 'Delia', 'Emre', 'Flora', 'Gideon', 'Hedda', 'Ivo', 'Juno', 'Kobe', 'Liv', 'Maren', 'Nils', 'Odile', 'Petra'])[1 + (n - 1) % 90] as first,
     (array['Okafor', 'Winters', 'Carvalho', 'Haddad', 'Ito', 'Silva', 'Petrov', 'Lindgren', 'Moreau', 'Adeyemi', 'Brandt', 'Castellanos', 'Dahl', 'Eriksen', 'Fontaine', 'Grant', 'Hassan', 'Ibarra', 'Jensen', 'Kaur', 'Larsen', 'Mbeki', 'Novak', 'Osei', 'Park',
       'Quist', 'Rossi', 'Santos', 'Tanaka', 'Ueda', 'Vargas', 'Weiss', 'Xu', 'Yilmaz', 'Zeman', 'Abara', 'Bianchi', 'Chaudhry', 'Duarte', 'Eze', 'Ferrari', 'Gomez', 'Holm', 'Ivanov', 'Joshi', 'Klein', 'Lund', 'Mensah', 'Nakamura', 'Olsen', 'Pereira',
       'Quiroga', 'Rahman', 'Sato', 'Torres', 'Usman', 'Vidal', 'Wolf', 'Yamada', 'Zhang', 'Andrade', 'Bauer', 'Costa', 'Diallo', 'Engel', 'Fischer', 'Garcia', 'Hughes', 'Ilves', 'Johansson', 'Kovacs', 'Lopez', 'Meyer', 'Ndiaye', 'Ortega', 'Popov', 'Reyes', 'Schmidt',
       'Toure', 'Unger', 'Valdez', 'Walsh', 'Yang', 'Zielinski', 'Amin', 'Berg', 'Cruz', 'Das', 'Ellis', 'Fox'])[1 + (n - 1) / 90 % 90] as last) x
