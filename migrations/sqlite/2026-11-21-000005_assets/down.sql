DROP TABLE asset_customers;
DROP TABLE released_contents;
DROP TABLE uploads;
DROP TABLE asset_links;
DROP TABLE asset_files;
DROP TABLE assets;
