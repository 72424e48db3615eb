//! The search index: the tokens that `domain::folding` makes, kept by each engine its own way. Hits come newest
//! change first and in bounded numbers; nothing is ranked while somebody types.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

use crate::domain::folding::Term;
use crate::domain::organization::OrganizationId;
use crate::store::connection::{Conn, Turn, try_turn};
use crate::store::error::StoreError;

/// Rows that PostgreSQL reads newest first before it asks the index. A term so common that this is enough would make
/// the index read, and sort, every one of its hits.
const NEWEST_SCANNED: i64 = 4_000;

/// The longest beginnings that FTS5 has an index of, without the key before them; the migration says so.
const INDEXED_CHARS: usize = 3;

/// Digits of the key that stands before every word in SQLite's index: base 36, which is enough for sixty million
/// organizations. The migration counts them into the beginnings that it has indexes of.
const KEY_DIGITS: usize = 5;

/// Most words that one beginning is spelled out as.
const WORDS_MAX: i64 = 64;

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Puts a live customer's tokens into the index.
pub(in crate::store) fn add(
    conn: &mut Conn,
    organization: OrganizationId,
    seq: i64,
    tokens: &str,
) -> Result<(), StoreError> {
    add_many(conn, organization, &[(seq, tokens)])
}

/// Puts many live customers' tokens into the index. A statement that is prepared once for all of them: `sql_query`
/// prepares one each time, which costs as much as running it.
pub(in crate::store) fn add_many(
    conn: &mut Conn,
    organization: OrganizationId,
    tokens: &[(i64, impl AsRef<str>)],
) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => {
            let key = organization_key(organization);
            for (seq, words) in tokens {
                let words = keyed(&key, words.as_ref());
                diesel::insert_into(sqlite_index::table)
                    .values((sqlite_index::rowid.eq(seq), sqlite_index::words.eq(words)))
                    .execute(conn)?;
            }
        }
        Conn::Postgres(conn) => {
            let (seqs, words): (Vec<i64>, Vec<&str>) =
                tokens.iter().map(|(seq, words)| (*seq, words.as_ref())).unzip();
            diesel::sql_query(
                "INSERT INTO customer_search (seq, organization_id, words) \
                 SELECT seq, $1, array_to_tsvector(string_to_array(words, ' ')) \
                 FROM unnest($2::bigint[], $3::text[]) AS fresh(seq, words)",
            )
            .bind::<BigInt, _>(organization.0)
            .bind::<Array<BigInt>, _>(seqs)
            .bind::<Array<Text>, _>(words)
            .execute(conn)?;
        }
    }
    Ok(())
}

diesel::table! {
    #[sql_name = "customer_search"]
    sqlite_index (rowid) {
        rowid -> BigInt,
        words -> Text,
    }
}

/// Takes a customer's tokens out of the index, and answers whether any were there: 1, or 0.
pub(in crate::store) fn remove(
    conn: &mut Conn,
    organization: OrganizationId,
    seq: i64,
) -> Result<usize, StoreError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query("DELETE FROM customer_search WHERE rowid = ?")
            .bind::<BigInt, _>(seq)
            .execute(conn)?,
        Conn::Postgres(conn) => {
            diesel::sql_query("DELETE FROM customer_search WHERE organization_id = $1 AND seq = $2")
                .bind::<BigInt, _>(organization.0)
                .bind::<BigInt, _>(seq)
                .execute(conn)?
        }
    })
}

#[derive(QueryableByName)]
struct Merged {
    #[diesel(sql_type = BigInt)]
    pages: i64,
}

/// Merges into PostgreSQL's index what came in since the last time, and answers how many pages that was. Until then it
/// is a list beside the index, which every search reads to its end. Nothing to do where another server is at it.
pub(in crate::store) fn merge(conn: &mut Conn) -> Result<i64, StoreError> {
    if !try_turn(conn, Turn::Merging)? {
        return Ok(0);
    }
    match conn {
        Conn::Sqlite(_) => Ok(0),
        Conn::Postgres(conn) => {
            let merged: Merged =
                diesel::sql_query("SELECT gin_clean_pending_list('customer_search_words') AS pages")
                    .get_result(conn)?;
            Ok(merged.pages)
        }
    }
}

/// Which way hits are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Order {
    /// Those changed before `from`, the newest first.
    NewestFirst,
    /// Those changed after `from`, the oldest first.
    OldestFirst,
}

/// Terms in the engine's own language.
pub(in crate::store) struct Query {
    organization: OrganizationId,
    text: String,
}

impl Query {
    /// Prepares terms. On SQLite it looks up which words begin as was typed: a beginning longer than its indexes of
    /// beginnings makes FTS5 merge all its hits before it answers the first, words are read one hit after the other.
    pub fn new(conn: &mut Conn, organization: OrganizationId, terms: &[Term]) -> Result<Self, StoreError> {
        let text = match conn {
            Conn::Sqlite(conn) => {
                let key = organization_key(organization);
                fts5_query(&key, &spelled_out(conn, &key, terms)?)
            }
            Conn::Postgres(_) => tsquery(terms),
        };
        Ok(Self { organization, text })
    }
}

/// The change numbers of at most `limit` live customers that match, from behind `from` on.
pub(in crate::store) fn hits(
    conn: &mut Conn,
    query: &Query,
    order: Order,
    from: Option<i64>,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let from = from.unwrap_or(match order {
        Order::NewestFirst => i64::MAX,
        Order::OldestFirst => 0,
    });
    let hits: Vec<Hit> = match conn {
        Conn::Sqlite(conn) => {
            let statement = match order {
                Order::NewestFirst => {
                    "SELECT rowid AS seq FROM customer_search WHERE customer_search MATCH ? AND rowid < ? \
                     ORDER BY rowid DESC LIMIT ?"
                }
                Order::OldestFirst => {
                    "SELECT rowid AS seq FROM customer_search WHERE customer_search MATCH ? AND rowid > ? \
                     ORDER BY rowid LIMIT ?"
                }
            };
            diesel::sql_query(statement)
                .bind::<Text, _>(&query.text)
                .bind::<BigInt, _>(from)
                .bind::<BigInt, _>(limit)
                .load(conn)?
        }
        Conn::Postgres(conn) => postgres_hits(conn, query, order, from, limit)?,
    };
    Ok(hits.into_iter().map(|hit| hit.seq).collect())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many customers match, counted up to `most`.
pub(in crate::store) fn count(conn: &mut Conn, query: &Query, most: i64) -> Result<i64, StoreError> {
    let counted: Counted = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(
            "SELECT count(*) AS count FROM (SELECT 1 FROM customer_search WHERE customer_search MATCH ? LIMIT ?)",
        )
        .bind::<Text, _>(&query.text)
        .bind::<BigInt, _>(most)
        .get_result(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(
            "SELECT count(*) AS count FROM (SELECT 1 FROM customer_search WHERE organization_id = $1 \
             AND words @@ $2::tsquery LIMIT $3) AS hits",
        )
        .bind::<BigInt, _>(query.organization.0)
        .bind::<Text, _>(&query.text)
        .bind::<BigInt, _>(most)
        .get_result(conn)?,
    };
    Ok(counted.count)
}

/// Scans the newest rows first: a common term is found there without the index. When these are too few, the term is
/// not common, and the index has few hits to sort.
fn postgres_hits(
    conn: &mut PgConnection,
    query: &Query,
    order: Order,
    from: i64,
    limit: i64,
) -> Result<Vec<Hit>, StoreError> {
    let (scan, index) = match order {
        Order::NewestFirst => (
            "SELECT seq FROM (SELECT seq, words FROM customer_search WHERE organization_id = $1 AND seq < $3 \
             ORDER BY seq DESC LIMIT $5) AS newest WHERE words @@ $2::tsquery ORDER BY seq DESC LIMIT $4",
            "WITH hits AS MATERIALIZED (SELECT seq FROM customer_search WHERE words @@ $2::tsquery \
             AND organization_id = $1 AND seq < $3) SELECT seq FROM hits ORDER BY seq DESC LIMIT $4",
        ),
        Order::OldestFirst => (
            "SELECT seq FROM (SELECT seq, words FROM customer_search WHERE organization_id = $1 AND seq > $3 \
             ORDER BY seq LIMIT $5) AS oldest WHERE words @@ $2::tsquery ORDER BY seq LIMIT $4",
            "WITH hits AS MATERIALIZED (SELECT seq FROM customer_search WHERE words @@ $2::tsquery \
             AND organization_id = $1 AND seq > $3) SELECT seq FROM hits ORDER BY seq LIMIT $4",
        ),
    };
    let scanned: Vec<Hit> = diesel::sql_query(scan)
        .bind::<BigInt, _>(query.organization.0)
        .bind::<Text, _>(&query.text)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(NEWEST_SCANNED.max(limit))
        .load(conn)?;
    if i64::try_from(scanned.len()).unwrap_or(i64::MAX) >= limit {
        return Ok(scanned);
    }
    Ok(diesel::sql_query(index)
        .bind::<BigInt, _>(query.organization.0)
        .bind::<Text, _>(&query.text)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    term: String,
}

/// The terms with the words that long beginnings stand for; a beginning of very many words, of which each has few
/// hits, stays what it is.
fn spelled_out(conn: &mut SqliteConnection, key: &str, terms: &[Term]) -> Result<Vec<Term>, StoreError> {
    terms.iter().map(|term| spelled_out_one(conn, key, term)).collect()
}

fn spelled_out_one(conn: &mut SqliteConnection, key: &str, term: &Term) -> Result<Term, StoreError> {
    Ok(match term {
        Term::Prefix(beginning) if beginning.chars().nth(INDEXED_CHARS).is_some() => {
            let words: Vec<Word> =
                diesel::sql_query("SELECT term FROM customer_words WHERE term >= ? AND term < ? LIMIT ?")
                    .bind::<Text, _>(format!("{key}{beginning}"))
                    .bind::<Text, _>(format!("{key}{beginning}{}", char::MAX))
                    .bind::<BigInt, _>(WORDS_MAX + 1)
                    .load(conn)?;
            let is_few = (1..=WORDS_MAX).contains(&i64::try_from(words.len()).unwrap_or(i64::MAX));
            if is_few {
                let without_key = |word: Word| Term::Word(word.term[key.len()..].to_owned());
                Term::AnyOf(words.into_iter().map(without_key).collect())
            } else {
                term.clone()
            }
        }
        Term::Prefix(_) | Term::Word(_) => term.clone(),
        Term::AnyOf(terms) => Term::AnyOf(spelled_out(conn, key, terms)?),
        Term::AllOf(terms) => Term::AllOf(spelled_out(conn, key, terms)?),
    })
}

/// The terms in FTS5's language. Tokens are letters and digits only, and quoted, so nothing that was typed can be read
/// as an operator.
fn fts5_query(key: &str, terms: &[Term]) -> String {
    written(terms, &Language { key, prefix: "*", or: " OR ", and: " AND ", quote: '"' })
}

/// What stands before each of an organization's words in the one index that SQLite has of all: a search walks through
/// nobody else's. A word of its own in each row instead would be walked through beside every other word.
fn organization_key(organization: OrganizationId) -> String {
    let mut rest = organization.0.unsigned_abs();
    let mut digits = [b'0'; KEY_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[(rest % 36) as usize];
        rest /= 36;
    }
    digits.into_iter().map(char::from).collect()
}

/// Words with the key before each.
fn keyed(key: &str, words: &str) -> String {
    let mut all = String::with_capacity(words.len() * 2);
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        all.push_str(key);
        all.push_str(word);
        all.push(' ');
    }
    all
}

/// The terms in the language of `tsquery`.
fn tsquery(terms: &[Term]) -> String {
    written(terms, &Language { key: "", prefix: ":*", or: " | ", and: " & ", quote: '\'' })
}

/// What the two languages write differently.
struct Language<'a> {
    key: &'a str,
    prefix: &'a str,
    or: &'a str,
    and: &'a str,
    quote: char,
}

/// Terms that all must match.
fn written(terms: &[Term], language: &Language<'_>) -> String {
    let mut query = String::new();
    write_joined(terms, language.and, &mut query, language);
    query
}

fn write_term(term: &Term, query: &mut String, language: &Language<'_>) {
    let mut word = |word: &str, suffix: &str| {
        query.push(language.quote);
        query.push_str(language.key);
        query.extend(word.chars().filter(|letter| letter.is_alphanumeric()));
        query.push(language.quote);
        query.push_str(suffix);
    };
    match term {
        Term::Word(text) => word(text, ""),
        Term::Prefix(text) => word(text, language.prefix),
        Term::AnyOf(terms) => write_group(terms, language.or, query, language),
        Term::AllOf(terms) => write_group(terms, language.and, query, language),
    }
}

fn write_group(terms: &[Term], joint: &str, query: &mut String, language: &Language<'_>) {
    query.push('(');
    write_joined(terms, joint, query, language);
    query.push(')');
}

fn write_joined(terms: &[Term], joint: &str, query: &mut String, language: &Language<'_>) {
    for (at, term) in terms.iter().enumerate() {
        if at > 0 {
            query.push_str(joint);
        }
        write_term(term, query, language);
    }
}

/// Those of these live customers that match, which are few beside all that do.
pub(in crate::store) fn among(conn: &mut Conn, query: &Query, seqs: &[i64]) -> Result<Vec<i64>, StoreError> {
    let (Some(least), Some(most)) = (seqs.iter().min(), seqs.iter().max()) else { return Ok(Vec::new()) };
    let hits: Vec<Hit> = match conn {
        // The sign has it read the hits once: without, FTS5 begins the search anew for each of the numbers.
        Conn::Sqlite(conn) => diesel::sql_query(
            "SELECT rowid AS seq FROM customer_search WHERE customer_search MATCH ? AND rowid BETWEEN ? AND ? \
             AND +rowid IN (SELECT value FROM json_each(?))",
        )
        .bind::<Text, _>(&query.text)
        .bind::<BigInt, _>(least)
        .bind::<BigInt, _>(most)
        .bind::<Text, _>(serde_json::to_string(seqs).map_err(StoreError::unavailable)?)
        .load(conn)?,
        // The index of words would read, and sort, every hit of a common one.
        Conn::Postgres(conn) => diesel::sql_query(
            "WITH asked AS MATERIALIZED (SELECT seq, words FROM customer_search WHERE organization_id = $1 \
             AND seq = ANY($3)) SELECT seq FROM asked WHERE words @@ $2::tsquery",
        )
        .bind::<BigInt, _>(query.organization.0)
        .bind::<Text, _>(&query.text)
        .bind::<Array<BigInt>, _>(seqs)
        .load(conn)?,
    };
    Ok(hits.into_iter().map(|hit| hit.seq).collect())
}
