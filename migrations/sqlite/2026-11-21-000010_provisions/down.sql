DROP TABLE provision_steps;
DROP TABLE provisions;
