DROP TABLE legal_notices;
DROP TABLE clocks;
DROP TABLE sla_policy_versions;
DROP TABLE sla_policies;
