-- Differences between what a capture's flows are recorded as and what they
-- must be.  Expects the table "expected" (of this scenario, in the columns of
-- VERDICTS.tsv), the database attached as "db", and a table "setting" that
-- says whether conformance counts.
CREATE TEMP VIEW flow AS
SELECT *,
	CASE WHEN dst_port IS NOT NULL THEN dst_port
	     WHEN proto IN ('icmp', 'icmp6') THEN icmp_type END AS at_port
FROM db.audit_flow;

-- Which recorded flows an expectation speaks of.  Link-local VRRP is written
-- with the sender's assigned address there: it is matched by its roles.
CREATE TEMP VIEW met AS
SELECT e.rowid AS expectation, f.*
FROM expected e JOIN flow f ON f.proto = e.proto AND f.dst = e.server_ip
	AND (f.src = e.client_ip OR (f.src LIKE 'fe80:%'
		AND e.client_ip LIKE 'fd%' AND f.src_roles = e.client_roles))
	AND (e.proto = 'vrrp' OR e.port = '-' OR e.port LIKE 'scan:%'
		OR (e.port LIKE '%_-_%' AND f.at_port BETWEEN
			CAST(substr(e.port, 1, instr(e.port, '-') - 1) AS INTEGER)
			AND CAST(substr(e.port, instr(e.port, '-') + 1)
				AS INTEGER))
		OR f.at_port = CAST(e.port AS INTEGER));

-- A flow that is as expected in every column that says something.
CREATE TEMP VIEW right AS
SELECT m.expectation FROM met m JOIN expected e ON e.rowid = m.expectation
WHERE (e.verdict = '-' OR e.verdict = m.verdict)
	AND (e.rows = '-' OR instr(',' || e.rows || ',',
		',' || coalesce(m.row_id, '?') || ',') > 0)
	AND (e.rows <> '-' OR e.verdict IN ('-', 'allowed') OR m.row_id IS NULL)
	AND (e.outcome IN ('-', 'mixed') OR e.outcome = m.outcome)
	AND (e.client_roles IN ('-', m.src_roles) OR (e.client_roles LIKE '%,%'
		AND substr(e.client_roles, instr(e.client_roles, ',') + 1) || ','
			|| substr(e.client_roles, 1,
				instr(e.client_roles, ',') - 1) = m.src_roles))
	AND (e.conformance = '-' OR (SELECT conformance FROM setting) = 0
		OR instr('|' || e.conformance || '|',
			'|' || m.conformance || '|') > 0
		-- "violates/probe" speaks of the grade too.
		OR e.conformance = m.conformance || '/' || m.grade);

SELECT 'not as expected: ' || client_ip || ' -> ' || server_ip || ' ' || proto
	|| ' ' || port || ': ' || verdict || ' ' || rows || ' ' || outcome
	|| ' ' || conformance || '; recorded: '
	|| coalesce((SELECT group_concat(verdict || ' '
		|| coalesce(row_id, reason) || ' ' || outcome || ' '
		|| conformance, ' / ')
		FROM met WHERE expectation = expected.rowid), 'nothing')
FROM expected
WHERE NOT (verdict = '-' AND outcome = 'one-way') -- credited: no flow
	AND port NOT LIKE 'scan:%'
	AND rowid NOT IN (SELECT expectation FROM right);

SELECT 'not as expected: ' || client_ip || ' -> ' || server_ip || ' ' || proto
	|| ' ' || port || ': ' || verdict || '; recorded: '
	|| coalesce((SELECT group_concat(DISTINCT verdict) FROM met
		WHERE expectation = e.rowid), 'nothing')
FROM expected e
WHERE port LIKE 'scan:%' AND verdict <> '-'
	AND verdict IS NOT (SELECT group_concat(DISTINCT verdict) FROM met
		WHERE expectation = e.rowid);

SELECT 'recorded, and nothing expects it: ' || src || ' -> ' || dst || ' '
	|| proto || ' ' || coalesce(at_port, '') || ': ' || verdict || ' '
	|| coalesce(row_id, reason) || ' ' || outcome
FROM flow
WHERE flow_id NOT IN (SELECT flow_id FROM met)
	AND NOT (dst IS NULL OR src IS NULL)
	-- Neighbour discovery, MLD and IGMP are there and not listed.
	AND NOT (proto = 'icmp6' AND at_port BETWEEN 130 AND 143)
	AND proto <> '2';

SELECT 'not a flow of its own: ' || src || ' -> ' || dst
FROM met JOIN expected e ON e.rowid = expectation
WHERE e.verdict = '-' AND e.outcome = 'one-way';
