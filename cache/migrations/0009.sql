-- What a visit looks for among the removals that wait, of which there may be tens of thousands: the policy's, and those
-- that wait for a reason.
CREATE INDEX ledger_policy ON ledger (account) WHERE policy <> 0 AND state = 'planned';
CREATE INDEX ledger_reason ON ledger (account) WHERE reason <> '' AND state = 'planned';
