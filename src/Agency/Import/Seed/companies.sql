-- Companies $1 to $2, the same ones each time. Every value follows from the row's number.
insert into agency.companies (id, trade_name, legal_name, kind, country, payment_terms_days, created_at, updated_at)
select ('01940000-0000-7000-8c00-' || lpad(to_hex(n), 12, '0'))::uuid,
       x.name || case when n > 4000 then ' ' || n else '' end, x.name || ' Ltd', case when n % 9 = 0 then 'media_agency' when n % 23 = 0 then 'production' else 'brand' end,
       (array['GB', 'US', 'DE', 'FR', 'SE', 'ES', 'IT', 'NL'])[1 + n % 8], (array[14, 30, 30, 45, 60])[1 + n % 5], timestamptz '2023-01-01' + n * interval '1 minute', timestamptz '2023-01-01' + n * interval '1 minute'
  from generate_series($1, $2) n
 cross join lateral (select (array['Northlight', 'Ostra', 'Calder', 'Vireo', 'Maren', 'Juniper', 'Halden', 'Solis', 'Brava', 'Keystone', 'Lumen', 'Pavo', 'Quill', 'Rowan', 'Sable', 'Tarn', 'Umber', 'Verity', 'Wren', 'Yarrow',
         'Alder', 'Basalt', 'Cinder', 'Dune', 'Ember', 'Fathom', 'Garnet', 'Harbor', 'Indigo', 'Jasper', 'Kelp', 'Lark', 'Meadow', 'Nimbus', 'Onyx', 'Prairie', 'Quartz', 'Ridge', 'Slate', 'Thistle'])[1 + (n - 1) % 40]
       || ' ' || (array['Skincare', 'Swim', 'Audio', 'Coffee', 'Sportswear', 'Hotels', 'Cosmetics', 'Foods', 'Games', 'Motors', 'Optics', 'Travel', 'Home', 'Drinks', 'Watches', 'Footwear', 'Mobile', 'Energy', 'Denim', 'Bakery'])[1 + (n - 1) / 40 % 20]
       || ' ' || (array['Europe', 'Labs', 'Studio', 'Group', 'Collective'])[1 + (n - 1) / 800 % 5] as name) x
