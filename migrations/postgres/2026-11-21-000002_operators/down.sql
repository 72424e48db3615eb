DROP TABLE sign_in_failures;
DROP TABLE operator_links;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE operators;
