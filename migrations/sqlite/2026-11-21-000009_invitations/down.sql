DROP TABLE outbox;
DROP TABLE contact_sessions;
DROP TABLE contact_accounts;
DROP TABLE invitations;
