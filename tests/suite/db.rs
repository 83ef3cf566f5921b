//! What both databases promise below the rooms (`src/db`).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use futures_util::future::join_all;
use jenjang::clock::Timestamp;
use jenjang::db::schema::settings;
use jenjang::db::{Db, DbConn, DbError, Json, migrations};
use serde_json::json;

use crate::both;
use crate::support::database::{Database, TestDatabase};

both! {
    async fn what_a_job_writes_is_read_again(database: TestDatabase) {
        let db = database.open();
        db.write(|conn| put(conn, "greeting", 7)).await.unwrap();
        assert_eq!(value(&db, "greeting").await, Some(7));
    }

    async fn a_job_that_fails_in_a_batch_takes_nobody_with_it(database: TestDatabase) {
        let db = database.open();
        let jobs = (0..48).map(|number| {
            let db = db.clone();
            async move {
                db.write(move |conn| {
                    put(conn, &format!("job {number}"), number)?;
                    // Every third thinks better of it after it has written.
                    if number % 3 == 0 { Err(Refusal::SecondThoughts) } else { Ok(number) }
                })
                .await
            }
        });
        let answers = join_all(jobs).await;
        for (number, answer) in answers.into_iter().enumerate() {
            let number = i64::try_from(number).unwrap();
            let kept = value(&db, &format!("job {number}")).await;
            if number % 3 == 0 {
                assert!(matches!(answer, Err(Refusal::SecondThoughts)), "job {number}: {answer:?}");
                assert_eq!(kept, None, "job {number} failed, and its row stayed");
            } else {
                assert!(answer.is_ok(), "job {number} fell with another: {answer:?}");
                assert_eq!(kept, Some(number));
            }
        }
    }

    async fn a_job_that_breaks_a_constraint_takes_nobody_with_it(database: TestDatabase) {
        let db = database.open();
        let jobs = (0..24).map(|number| {
            let db = db.clone();
            async move { db.write(move |conn| put(conn, &format!("name {}", number / 2), number)).await }
        });
        let answers = join_all(jobs).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 12);
        for refusal in answers.into_iter().filter_map(Result::err) {
            assert!(matches!(&refusal, Refusal::Db(error) if error.is_duplicate()), "{refusal:?}");
        }
        assert_eq!(rows(&db).await, 12);
    }

    async fn a_job_that_panics_is_undone_and_the_next_is_served(database: TestDatabase) {
        let db = database.open();
        let panicking = db.write(|conn| -> Result<(), Refusal> {
            put(conn, "half", 1)?;
            panic!("on purpose");
        });
        let others = (0..8).map(|number| {
            let db = db.clone();
            async move { db.write(move |conn| put(conn, &format!("other {number}"), number)).await }
        });
        let (broken, others) = tokio::join!(panicking, join_all(others));
        assert!(matches!(broken, Err(Refusal::Db(DbError::Panicked))), "{broken:?}");
        assert!(others.iter().all(Result::is_ok), "{others:?}");
        assert_eq!(value(&db, "half").await, None);
        db.write(|conn| put(conn, "after", 2)).await.unwrap();
        assert_eq!(rows(&db).await, 9);
    }

    async fn read_cannot_write(database: TestDatabase) {
        let db = database.open();
        let outcome = db.read(|conn| put(conn, "sneaked in", 1)).await;
        assert!(outcome.is_err());
        assert_eq!(value(&db, "sneaked in").await, None);
        // The connection that was refused serves the next reader.
        for _ in 0..20 {
            assert_eq!(rows(&db).await, 0);
        }
    }

    async fn a_reader_sees_one_moment(database: TestDatabase) {
        let db = database.open();
        db.write(|conn| put(conn, "first", 1)).await.unwrap();
        let (started, begun) = std::sync::mpsc::channel();
        let (finish, finished) = std::sync::mpsc::channel();
        let reader = {
            let db = db.clone();
            tokio::spawn(async move {
                db.read(move |conn| -> Result<_, Refusal> {
                    let before = count(conn)?;
                    started.send(()).unwrap();
                    finished.recv_timeout(Duration::from_secs(10)).unwrap();
                    Ok((before, count(conn)?))
                })
                .await
            })
        };
        tokio::task::spawn_blocking(move || begun.recv_timeout(Duration::from_secs(10)).unwrap()).await.unwrap();
        db.write(|conn| put(conn, "second", 2)).await.unwrap();
        finish.send(()).unwrap();
        assert_eq!(reader.await.unwrap().unwrap(), (1, 1), "a list and its count must agree");
        assert_eq!(rows(&db).await, 2);
    }

    async fn sixty_four_writers_never_see_a_locked_database(database: TestDatabase) {
        let db = database.open();
        let start = Instant::now();
        let writers = (0..64).map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for turn in 0..25 {
                    let name = format!("{writer}/{turn}");
                    db.write(move |conn| put(conn, &name, turn)).await.unwrap_or_else(|error| panic!("{writer}/{turn}: {error}"));
                    // Readers in between, on connections of their own.
                    if turn % 5 == 0 {
                        rows(&db).await;
                    }
                }
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        assert_eq!(rows(&db).await, 64 * 25);
        assert!(start.elapsed() < Duration::from_secs(60), "64 writers took {:?}", start.elapsed());
    }

    async fn migrations_go_up_and_down_and_up_again(database: TestDatabase) {
        drop(database.open());
        let mut conn = database.connect();
        let first = shape(&mut conn);
        assert!(first.len() > 20, "{first:?}");
        assert!(!migrations::pending(&mut conn).unwrap());
        let gone = migrations::revert_all(&mut conn).unwrap();
        assert!(gone.len() >= 5, "{gone:?}");
        assert_eq!(shape(&mut conn), BTreeMap::new(), "a way back leaves tables behind");
        let again = migrations::run(&mut conn).unwrap();
        assert_eq!(again.len(), gone.len());
        assert_eq!(shape(&mut conn), first);
        assert_eq!(migrations::run(&mut conn).unwrap(), Vec::<String>::new(), "a second run has nothing to do");
    }
}

#[actix_web::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let [sqlite, postgres] =
        [crate::support::database::Database::Sqlite, crate::support::database::Database::Postgres].map(
            |kind| {
                let database = TestDatabase::new(kind);
                drop(database.open());
                shape(&mut database.connect())
            },
        );
    let only = |ours: &Shape, theirs: &Shape| -> Vec<String> {
        ours.keys().filter(|table| !theirs.contains_key(*table)).cloned().collect()
    };
    assert_eq!(only(&sqlite, &postgres), Vec::<String>::new(), "tables only SQLite has");
    assert_eq!(only(&postgres, &sqlite), Vec::<String>::new(), "tables only Postgres has");
    for (table, columns) in &sqlite {
        assert_eq!(columns, &postgres[table], "the columns of `{table}` differ (left: SQLite)");
    }
}

#[actix_web::test]
async fn two_handles_share_one_postgres() {
    let database = TestDatabase::new(crate::support::database::Database::Postgres);
    let processes = [database.open(), database.open()];
    let writers = (0..32).map(|number| {
        let db = processes[number % 2].clone();
        tokio::spawn(async move {
            for turn in 0..10 {
                let name = format!("{number}/{turn}");
                db.write(move |conn| put(conn, &name, turn)).await.unwrap();
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    for db in &processes {
        assert_eq!(rows(db).await, 320);
    }
}

#[actix_web::test]
async fn two_processes_that_start_at_once_migrate_once() {
    let database = TestDatabase::new(crate::support::database::Database::Postgres);
    drop(database.open());
    migrations::revert_all(&mut database.connect()).unwrap();
    let url = database.parsed();
    let starts = (0..4).map(|_| {
        let url = url.clone();
        tokio::task::spawn_blocking(move || Db::open(&url, 2).map(drop))
    });
    for start in join_all(starts).await {
        start.unwrap().unwrap();
    }
    assert!(!migrations::pending(&mut database.connect()).unwrap());
}

#[actix_web::test]
async fn a_full_disk_ends_the_batch_and_nobody_s_work_stands_alone() {
    let database = TestDatabase::new(Database::Sqlite);
    let db = database.open();
    // The first job holds the writer until the others stand in its queue: then all are of one batch.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = db.write(move |conn| {
        let pages = pragma_number(conn, "page_count")?;
        diesel::sql_query(format!("PRAGMA max_page_count = {}", pages + 8)).execute(conn)?;
        wait.recv_timeout(Duration::from_secs(20)).map_err(|_| Refusal::SecondThoughts)?;
        put(conn, "first", 1)
    });
    let large = db.write(|conn| {
        put(conn, "before it is full", 2)?;
        let sentence =
            "INSERT INTO settings (name, value, updated_at) VALUES ('large', hex(zeroblob(1000000)), 0)";
        diesel::sql_query(sentence).execute(conn)?;
        Ok::<_, Refusal>(())
    });
    let last = db.write(|conn| put(conn, "last", 3));
    let queue = db.clone();
    let open = async move {
        while queue.figures().waiting_writes < 3 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        go.send(()).unwrap();
    };
    let (first, large, last, ()) = tokio::join!(first, large, last, open);
    assert!(matches!(&first, Err(Refusal::Db(DbError::Commit(_)))), "it was part of the batch: {first:?}");
    assert!(matches!(&large, Err(Refusal::Db(DbError::Query(_)))), "{large:?}");
    let kept = value(&db, "last").await;
    assert_eq!(last.is_ok(), kept == Some(3), "what was answered is what is there: {last:?}, {kept:?}");
    for name in ["first", "before it is full", "large"] {
        assert_eq!(value(&db, name).await, None, "{name} stands alone");
    }
    // With room again the writer goes on as before.
    let room = db.write(|conn| {
        diesel::sql_query("PRAGMA max_page_count = 1073741823").execute(conn)?;
        put(conn, "after", 4)
    });
    room.await.unwrap();
    assert_eq!(value(&db, "after").await, Some(4));
}

#[actix_web::test]
async fn sqlite_syncs_every_commit_to_the_disk() {
    let database = TestDatabase::new(crate::support::database::Database::Sqlite);
    let db = database.open();
    let (journal, synchronous) = db
        .write(|conn| -> Result<_, Refusal> {
            Ok((pragma(conn, "journal_mode")?, pragma_number(conn, "synchronous")?))
        })
        .await
        .unwrap();
    assert_eq!((journal.as_str(), synchronous), ("wal", 2), "2 is FULL");
}

#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("on second thoughts, no")]
    SecondThoughts,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

fn put(conn: &mut DbConn, name: &str, number: i64) -> Result<(), Refusal> {
    let row = (
        settings::name.eq(name.to_owned()),
        settings::value.eq(Json(json!(number))),
        settings::updated_at.eq(Timestamp::from_micros(1)),
    );
    diesel::insert_into(settings::table).values(row).execute(conn)?;
    Ok(())
}

fn count(conn: &mut DbConn) -> Result<i64, Refusal> {
    // The state of the desk's own ground stands there from the beginning.
    Ok(settings::table.filter(settings::name.ne("state")).count().get_result(conn)?)
}

async fn rows(db: &Db) -> i64 {
    db.read(count).await.unwrap()
}

async fn value(db: &Db, name: &str) -> Option<i64> {
    let name = name.to_owned();
    db.read(move |conn| -> Result<_, Refusal> {
        let found: Option<Json> =
            settings::table.filter(settings::name.eq(name)).select(settings::value).first(conn).optional()?;
        Ok(found.and_then(|Json(value)| value.as_i64()))
    })
    .await
    .unwrap()
}

/// Table → columns (name and whether it may be empty), in the order of their names.
type Shape = BTreeMap<String, BTreeMap<String, String>>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    nullable: String,
}

/// The tables that are ours: not the databases' own, nor what the migrations keep, nor the shadow tables of a search index.
fn shape(conn: &mut DbConn) -> Shape {
    let sentence = match conn {
        DbConn::Sqlite(_) => {
            "SELECT m.name AS table_name, c.name AS column_name, \
             CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'never empty' ELSE 'may be empty' END AS nullable \
             FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
        DbConn::Postgres(_) => {
            "SELECT table_name::text, column_name::text, \
             CASE is_nullable WHEN 'NO' THEN 'never empty' ELSE 'may be empty' END AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let columns: Vec<Column> = diesel::sql_query(sentence).load(conn).unwrap();
    let mut shape = Shape::new();
    for column in columns {
        let table = column.table_name;
        if table != "__diesel_schema_migrations" && !is_search_index(&table) {
            shape.entry(table).or_default().insert(column.column_name, column.nullable);
        }
    }
    shape
}

/// The full-text index is each database's own affair (FTS5 and its shadow tables here, a tsvector there).
fn is_search_index(table: &str) -> bool {
    table.ends_with("_index")
        || ["_data", "_idx", "_docsize", "_config", "_content"]
            .iter()
            .any(|end| table.contains("_index") && table.ends_with(end))
}

#[derive(QueryableByName)]
struct Pragma {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct PragmaNumber {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

fn pragma(conn: &mut DbConn, name: &str) -> Result<String, Refusal> {
    let sentence = format!("SELECT {name} AS value FROM pragma_{name}");
    Ok(diesel::sql_query(sentence).get_result::<Pragma>(conn)?.value)
}

fn pragma_number(conn: &mut DbConn, name: &str) -> Result<i64, Refusal> {
    let sentence = format!("SELECT {name} AS value FROM pragma_{name}");
    Ok(diesel::sql_query(sentence).get_result::<PragmaNumber>(conn)?.value)
}
