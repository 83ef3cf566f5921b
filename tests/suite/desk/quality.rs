//! How well tickets are found: the judged queries of `tests/search`, asked as an office asks them.

use std::collections::{BTreeMap, HashMap};

use jenjang::db::DbError;
use jenjang::desk::search::{self, Query};
use jenjang::desk::tickets::{self, Open, Ticket, TicketError};
use serde::Deserialize;

use super::house::{House, NOW};
use crate::support::both::Fresh;
use crate::support::database::Database;
use crate::support::sources::Source;

/// What the mean over all queries may not fall below.
const LEAST: f64 = 0.92;
/// Hits of a query that count.
const COUNTED: usize = 5;
/// Hits that must stand in the same order on both databases.
const COMPARED: usize = 20;

#[derive(Deserialize)]
struct Documents {
    ticket: Vec<Document>,
}

#[derive(Clone, Deserialize)]
struct Document {
    key: String,
    agency: String,
    category: String,
    days_ago: i64,
    title: String,
    text: String,
    solution: Option<String>,
}

#[derive(Deserialize)]
struct Queries {
    query: Vec<Judged>,
}

#[derive(Deserialize)]
struct Judged {
    text: String,
    kind: String,
    best: Vec<String>,
    #[serde(default)]
    good: Vec<String>,
    #[serde(default)]
    fair: Vec<String>,
}

impl Judged {
    /// What a document gains.
    fn gain(&self, key: &str) -> f64 {
        let is_in = |keys: &[String]| keys.iter().any(|one| one == key);
        match (is_in(&self.best), is_in(&self.good), is_in(&self.fair)) {
            (true, ..) => 7.0,
            (_, true, _) => 3.0,
            (.., true) => 1.0,
            _ => 0.0,
        }
    }

    /// What the first hits gained over the most they could have; none if no ticket was judged.
    fn quality(&self, found: &[String], documents: &[Document]) -> Option<f64> {
        let mut ideal: Vec<f64> = documents.iter().map(|document| self.gain(&document.key)).collect();
        ideal.sort_by(|one, other| other.total_cmp(one));
        let most = discounted(&ideal);
        let gained: Vec<f64> = found.iter().map(|key| self.gain(key)).collect();
        (most > 0.0).then(|| discounted(&gained) / most)
    }
}

fn discounted(gains: &[f64]) -> f64 {
    let ranks = gains.iter().take(COUNTED).enumerate();
    ranks.map(|(at, gain)| gain / ((at + 2) as f64).log2()).sum()
}

/// The documents, the oldest first.
fn documents() -> Vec<Document> {
    let read: Documents = toml::from_str(&Source::file("tests/search/documents.toml").text).unwrap();
    let mut documents = read.ticket;
    documents.sort_by_key(|document| std::cmp::Reverse(document.days_ago));
    documents
}

/// The categories of the test office that documents name too.
const KNOWN: [&str; 8] = ["A1", "A2", "A3", "B4", "C1", "D2", "E1", "G2"];

/// Opens the documents as tickets, and answers which serial is which.
async fn filled(house: &House, documents: &[Document]) -> HashMap<i64, String> {
    let mut keys = HashMap::new();
    for document in documents {
        let requester = if document.agency == "DIKBUD" { "rini@dikbud" } else { "siti@dinkes" };
        let actor = house.actor(requester).await;
        let report = Open {
            title: document.title.clone(),
            description: document.text.clone(),
            // The small office has few categories; a search does not read them.
            category: KNOWN.into_iter().find(|known| *known == document.category).unwrap_or("A1").to_owned(),
            ..Open::default()
        };
        let open = move |conn: &mut jenjang::db::DbConn| tickets::open(conn, &actor, report, NOW);
        let ticket: Ticket = house.db.write::<_, TicketError, _>(open).await.unwrap();
        if let Some(solution) = &document.solution {
            house.solution(ticket.id, "andi@dinkes", solution).await;
        }
        keys.insert(ticket.serial, document.key.clone());
    }
    keys
}

/// What each query finds, by the documents' keys.
async fn asked(database: Database, documents: &[Document], queries: &[Judged]) -> Vec<Vec<String>> {
    let house = House::fresh(database).await;
    let keys = filled(&house, documents).await;
    let actor = house.actor("kadis@kominfo").await;
    let queries: Vec<Query> = queries.iter().map(|query| Query::parse(&query.text)).collect();
    let ask = move |conn: &mut jenjang::db::DbConn| -> Result<Vec<search::Found>, DbError> {
        queries.iter().map(|query| search::search_tickets(conn, &actor, query, 0, COMPARED)).collect()
    };
    let found = house.db.read(ask).await.unwrap();
    found.iter().map(|found| found.hits.iter().map(|hit| keys[&hit.serial].clone()).collect()).collect()
}

#[actix_web::test]
async fn judged_queries_find_their_tickets_in_the_same_order_on_both_databases() {
    let documents = documents();
    let read: Queries = toml::from_str(&Source::file("tests/search/queries.toml").text).unwrap();
    let queries = read.query;
    let on_sqlite = asked(Database::Sqlite, &documents, &queries).await;
    let on_postgres = asked(Database::Postgres, &documents, &queries).await;
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (query, (found, other)) in queries.iter().zip(on_sqlite.iter().zip(&on_postgres)) {
        assert_eq!(found, other, "{}: SQLite and Postgres", query.text);
        if let Some(quality) = query.quality(found, &documents) {
            if quality < 0.75 {
                println!(
                    "{quality:.2}  {}: {:?}",
                    query.text,
                    found.iter().take(COUNTED).collect::<Vec<_>>()
                );
            }
            kinds.entry(&query.kind).or_default().push(quality);
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    for (kind, all) in &kinds {
        println!("{kind:<8} {:.3} over {}", mean(all), all.len());
    }
    let all: Vec<f64> = kinds.into_values().flatten().collect();
    println!("nDCG@{COUNTED} {:.4} over {} queries", mean(&all), all.len());
    assert!(all.len() > 100, "{} queries have tickets", all.len());
    assert!(mean(&all) >= LEAST, "nDCG@{COUNTED} {:.4}, not {LEAST}", mean(&all));
}
