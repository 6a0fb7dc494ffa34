-- Made by `python -m collectdesk.desk.first_page --write`. Change the statements, not this file.

-- :: first mine
SELECT picked.account_id, account.number, party.name, party.country, party.region, party.zone, picked.score, picked.pin, picked.suppressed, picked.order_key, picked.oldest_due, picked.held_until, picked.callback_at, picked.reach_group_id, picked.free_at, picked.free_until, picked.free_reason
FROM (SELECT rank.order_key AS order_key, rank.oldest_due AS oldest_due, rank.account_id AS account_id, rank.score AS score, rank.pin AS pin, rank.suppressed AS suppressed, rank.held_until AS held_until, rank.callback_at AS callback_at, rank.reach_group_id AS reach_group_id, rank.free_at AS free_at, rank.free_until AS free_until, rank.free_reason AS free_reason
FROM rank
WHERE rank.assignee_id = :user_id AND rank.suppressed = 0 AND rank.held_until <= :now AND (rank.callback_at IS NULL OR rank.callback_at > :now) ORDER BY rank.order_key, rank.oldest_due, rank.account_id
 LIMIT :limit OFFSET 0) AS picked JOIN account ON account.id = picked.account_id JOIN party ON party.id = account.party_id ORDER BY picked.order_key, picked.oldest_due, picked.account_id;

-- :: first all
SELECT picked.account_id, account.number, party.name, party.country, party.region, party.zone, picked.score, picked.pin, picked.suppressed, picked.order_key, picked.oldest_due, picked.held_until, picked.callback_at, picked.reach_group_id, picked.free_at, picked.free_until, picked.free_reason
FROM (SELECT rank.order_key AS order_key, rank.oldest_due AS oldest_due, rank.account_id AS account_id, rank.score AS score, rank.pin AS pin, rank.suppressed AS suppressed, rank.held_until AS held_until, rank.callback_at AS callback_at, rank.reach_group_id AS reach_group_id, rank.free_at AS free_at, rank.free_until AS free_until, rank.free_reason AS free_reason
FROM rank
WHERE rank.suppressed = 0 AND rank.held_until <= :now AND (rank.callback_at IS NULL OR rank.callback_at > :now) ORDER BY rank.order_key, rank.oldest_due, rank.account_id
 LIMIT :limit OFFSET 0) AS picked JOIN account ON account.id = picked.account_id JOIN party ON party.id = account.party_id ORDER BY picked.order_key, picked.oldest_due, picked.account_id;

-- :: callbacks mine
SELECT picked.account_id, account.number, party.name, party.country, party.region, party.zone, picked.score, picked.pin, picked.suppressed, picked.order_key, picked.oldest_due, picked.held_until, picked.callback_at, picked.reach_group_id, picked.free_at, picked.free_until, picked.free_reason
FROM (SELECT rank.order_key AS order_key, rank.oldest_due AS oldest_due, rank.account_id AS account_id, rank.score AS score, rank.pin AS pin, rank.suppressed AS suppressed, rank.held_until AS held_until, rank.callback_at AS callback_at, rank.reach_group_id AS reach_group_id, rank.free_at AS free_at, rank.free_until AS free_until, rank.free_reason AS free_reason
FROM rank
WHERE rank.assignee_id = :user_id AND rank.callback_at IS NOT NULL AND rank.callback_at <= :now ORDER BY rank.callback_at, rank.account_id
 LIMIT :limit OFFSET 0) AS picked JOIN account ON account.id = picked.account_id JOIN party ON party.id = account.party_id ORDER BY picked.callback_at, picked.account_id;

-- :: callbacks all
SELECT picked.account_id, account.number, party.name, party.country, party.region, party.zone, picked.score, picked.pin, picked.suppressed, picked.order_key, picked.oldest_due, picked.held_until, picked.callback_at, picked.reach_group_id, picked.free_at, picked.free_until, picked.free_reason
FROM (SELECT rank.order_key AS order_key, rank.oldest_due AS oldest_due, rank.account_id AS account_id, rank.score AS score, rank.pin AS pin, rank.suppressed AS suppressed, rank.held_until AS held_until, rank.callback_at AS callback_at, rank.reach_group_id AS reach_group_id, rank.free_at AS free_at, rank.free_until AS free_until, rank.free_reason AS free_reason
FROM rank
WHERE rank.callback_at IS NOT NULL AND rank.callback_at <= :now AND rank.assignee_id IN (SELECT user.id
FROM user UNION ALL SELECT 0) ORDER BY rank.callback_at, rank.account_id
 LIMIT :limit OFFSET 0) AS picked JOIN account ON account.id = picked.account_id JOIN party ON party.id = account.party_id ORDER BY picked.callback_at, picked.account_id;

-- :: owed
SELECT open_item.account_id, open_item.currency, sum(open_item.open_minor) AS minor, count(*) AS items, CASE WHEN (max(ranking_rate.den) IS NULL) THEN 0 ELSE 1 END AS has_rate
FROM open_item LEFT OUTER JOIN ranking_rate ON ranking_rate.currency = open_item.currency
WHERE open_item.account_id IN (SELECT anon_1.value AS value
FROM json_each(:ids) AS anon_1) AND open_item.open_minor > 0 AND open_item.due_on < :today GROUP BY open_item.account_id, open_item.currency;

-- :: steps
SELECT next_action.account_id, next_action.kind, next_action.due_at
FROM next_action
WHERE next_action.account_id IN (SELECT anon_1.value AS value
FROM json_each(:ids) AS anon_1) AND next_action.state = 'open' AND next_action.undone_by IS NULL ORDER BY next_action.account_id, next_action.due_at, next_action.id;

-- :: windows
SELECT reach_window.reach_group_id, reach_window.opens_at, reach_window.closes_at, reach_window.review
FROM reach_window
WHERE reach_window.reach_group_id IN (SELECT anon_1.value AS value
FROM json_each(:groups) AS anon_1) AND reach_window.closes_at > :now ORDER BY reach_window.reach_group_id, reach_window.opens_at;
