#!/usr/bin/env bash
# The fastest thing one could do with a CSV file instead: the database's own loader, one flat table of the file's columns,
# exactly six B-tree indexes, one transaction, on stable storage when it ends. Nothing is checked, nothing can be searched by
# the words within. Prints the seconds the load took.
#
#   benches/baseline.sh sqlite FILE DATABASE     DATABASE is made anew
#   benches/baseline.sh postgres FILE URL        the table is made anew
set -euo pipefail

engine=$1 file=$2 target=$3

table='create table customers (
  first_name text, last_name text, display_name text, company text, email_address text, phone text, mobile text,
  address1 text, address2 text, suburb text, postcode text, state text, country text, account_tier text,
  customer_since text, account_manager text, notes text);'
# What the product can be asked by, as far as a B-tree answers it.
indexes='
create index customers_by_display_name on customers (display_name);
create index customers_by_last_name on customers (last_name, first_name);
create index customers_by_company on customers (company);
create index customers_by_email_address on customers (email_address);
create index customers_by_phone on customers (phone);
create index customers_by_mobile on customers (mobile);'

seconds() { date +%s.%N; }

load_sqlite() {
  rm -f "$target" "$target-wal" "$target-shm" "$target-journal"
  printf '%s\n' "pragma synchronous = full;" "begin;" "$table" "$indexes" \
    ".import --csv --skip 1 '$file' customers" "commit;" | sqlite3 -bail "$target" >/dev/null
}

load_postgres() {
  printf '%s\n' "set client_min_messages = warning;" "drop table if exists customers;" "begin;" "$table" "$indexes" \
    "\\copy customers from '$file' with (format csv, header true)" "commit;" |
    psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 "$target" >/dev/null
}

start=$(seconds)
"load_$engine"
end=$(seconds)
awk "BEGIN { printf \"%.3f\\n\", $end - $start }"
