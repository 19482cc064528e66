-- Differences between NAMES.tsv (table "expected", one scenario of it named by
-- table "setting") and what a capture's flows are recorded as ("db").
CREATE TEMP VIEW met AS
SELECT e.rowid AS expectation, f.*
FROM expected e JOIN db.audit_flow f ON f.proto = e.proto
	AND f.src = e.client AND f.dst = e.server
	AND (f.dst_port = CAST(e.port AS INTEGER) OR (e.port LIKE '%-%'
		AND f.dst_port BETWEEN
			CAST(substr(e.port, 1, instr(e.port, '-') - 1) AS INTEGER)
			AND CAST(substr(e.port, instr(e.port, '-') + 1)
				AS INTEGER)));

CREATE TEMP VIEW right AS
SELECT m.expectation FROM met m JOIN expected e ON e.rowid = m.expectation
WHERE e.server_name IN ('-', m.server_name)
	AND e.name_basis IN ('-', m.name_basis)
	AND e.reason IN ('-', m.reason)
	AND e.near_row_id IN ('-', m.near_row_id)
	AND e.near_fact IN ('-', m.near_fact);

SELECT 'not as expected: ' || client || ' -> ' || server || ' ' || proto
	|| ' ' || port || ': ' || server_name || ' ' || name_basis || ' '
	|| reason || ' ' || near_row_id || ' ' || near_fact || '; recorded: '
	|| coalesce((SELECT group_concat(coalesce(server_name, '-') || ' '
		|| coalesce(name_basis, '-') || ' ' || reason || ' '
		|| coalesce(near_row_id, '-') || ' '
		|| coalesce(near_fact, '-'), ' / ')
		FROM met WHERE expectation = expected.rowid), 'nothing')
FROM expected
WHERE scenario = (SELECT scenario FROM setting)
	AND rowid NOT IN (SELECT expectation FROM right);
