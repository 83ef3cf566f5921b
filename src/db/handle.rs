//! The handle the whole program shares.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use tokio::sync::Notify;

use super::connection::{DatabaseUrl, DbConn, Manager, Pooled, Purpose};
use super::error::DbError;
use super::migrations;
use super::news::{self, Heard, News};
use super::reading::Reading;
use super::wire;
use super::writer::Writer;

/// Connections that read at once on SQLite.
const SQLITE_READERS: u32 = 4;

/// The database: cheap to clone, shared by every request and job.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    pool: r2d2::Pool<Manager>,
    writer: Option<Writer>,
    reads: AtomicU64,
    writes: AtomicU64,
    written: Notify,
    news: Arc<News>,
}

/// Figures for the metrics page.
#[derive(Clone, Copy, Debug)]
pub struct DbFigures {
    /// Read transactions since the start.
    pub reads: u64,
    /// Write transactions since the start.
    pub writes: u64,
    /// Connections in the pool.
    pub connections: u32,
    /// Connections nobody uses at the moment.
    pub idle: u32,
    /// Jobs waiting for the single writer (SQLite; 0 on Postgres).
    pub waiting_writes: u64,
}

impl Db {
    /// Opens the database and brings it up to date. `connections` is the size of the pool on Postgres.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails.
    pub fn open(url: &DatabaseUrl, connections: u32) -> Result<Self, DbError> {
        let mut first = Self::first(url)?;
        migrations::run(&mut first)?;
        Self::over(url, connections, first)
    }

    /// Brings the database up to date; the names of the migrations that were run.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails.
    pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, DbError> {
        let mut conn = Self::first(url)?;
        migrations::run(&mut conn)
    }

    fn first(url: &DatabaseUrl) -> Result<DbConn, DbError> {
        if let DatabaseUrl::Sqlite(path) = url
            && let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|error| {
                DbError::Unavailable(format!("cannot make {}: {error}", folder.display()))
            })?;
        }
        Manager { url: url.clone(), purpose: Purpose::Write }.open()
    }

    fn over(url: &DatabaseUrl, connections: u32, first: DbConn) -> Result<Self, DbError> {
        let sqlite = matches!(url, DatabaseUrl::Sqlite(_));
        let purpose = if sqlite { Purpose::Read } else { Purpose::Write };
        let pool = r2d2::Pool::builder()
            .max_size(if sqlite { SQLITE_READERS } else { connections.max(1) })
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(10))
            .build(Manager { url: url.clone(), purpose })?;
        let news = Arc::new(News::default());
        let writer = sqlite.then(|| Writer::start(first, news.clone())).transpose()?;
        let inner = Inner {
            url: url.clone(),
            pool,
            writer,
            reads: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            written: Notify::new(),
            news,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether this is SQLite (for `/readyz` and `doctor`; no room asks).
    pub fn is_sqlite(&self) -> bool {
        matches!(self.inner.url, DatabaseUrl::Sqlite(_))
    }

    /// Connections of the pool at most.
    pub fn connections(&self) -> u32 {
        self.inner.pool.max_size()
    }

    /// Figures for the metrics page.
    pub fn figures(&self) -> DbFigures {
        let state = self.inner.pool.state();
        DbFigures {
            reads: self.inner.reads.load(Ordering::Relaxed),
            writes: self.inner.writes.load(Ordering::Relaxed),
            connections: state.connections,
            idle: state.idle_connections,
            waiting_writes: self.inner.writer.as_ref().map_or(0, Writer::waiting),
        }
    }

    /// Waits until this process has written something since the last time somebody waited: the heartbeat listens here,
    /// so that letters leave at once.
    pub async fn written(&self) {
        self.inner.written.notified().await;
    }

    /// Begins to listen to what is told, here and (on Postgres) in every other process that listens.
    ///
    /// # Errors
    /// When no thread can be had for it.
    pub fn listen(&self) -> Result<(), DbError> {
        if !self.inner.news.is_listened() {
            let wire = match &self.inner.url {
                DatabaseUrl::Postgres(url) => Some(wire::lay(url, Arc::downgrade(&self.inner.news))?),
                DatabaseUrl::Sqlite(_) => None,
            };
            self.inner.news.listen(wire);
        }
        Ok(())
    }

    /// Waits until something was told.
    pub async fn rung(&self) {
        self.inner.news.rung().await;
    }

    /// Takes what was told since the last time.
    pub fn heard(&self) -> Heard {
        self.inner.news.take()
    }

    /// Whether everything that is told in any process that listens arrives here.
    pub fn hears_all(&self) -> bool {
        self.inner.news.is_whole()
    }

    /// Tells a line that belongs to no transaction.
    pub fn tell(&self, line: String) {
        self.inner.news.tell(vec![line]);
    }

    /// Runs `job` in one read-only transaction, off the async threads.
    ///
    /// # Errors
    /// What the job answers, or the database's own failure.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_blocking(job))
            .await
            .unwrap_or_else(|_| Err(DbError::Panicked.into()))
    }

    /// As [`Db::read`], on the calling thread (command line and jobs).
    ///
    /// # Errors
    /// What the job answers, or the database's own failure.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E>,
        E: From<DbError>,
    {
        self.inner.reads.fetch_add(1, Ordering::Relaxed);
        let mut pooled = self.inner.pool.get().map_err(DbError::from)?;
        let begin = match &pooled.conn {
            DbConn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            DbConn::Sqlite(_) => "BEGIN DEFERRED",
        };
        let _reading = Reading::begin();
        in_transaction(&mut pooled, begin, job)
    }

    /// Runs `job` in one transaction that is durable before this answers. On SQLite it joins a batch (group commit).
    ///
    /// A job must not render, hash passwords or do I/O: on SQLite all writers wait for it.
    ///
    /// # Errors
    /// What the job answers (then nothing of it is kept), or the database's own failure.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.inner.writes.fetch_add(1, Ordering::Relaxed);
        let answer = match &self.inner.writer {
            Some(writer) => writer.submit(job).await.unwrap_or_else(|_| Err(DbError::Closed.into())),
            None => {
                let db = self.clone();
                tokio::task::spawn_blocking(move || db.write_pooled(job))
                    .await
                    .unwrap_or_else(|_| Err(DbError::Panicked.into()))
            }
        };
        self.inner.written.notify_one();
        answer
    }

    /// As [`Db::write`], waiting on the calling thread (command line and jobs; never on an async thread).
    ///
    /// # Errors
    /// What the job answers (then nothing of it is kept), or the database's own failure.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.inner.writes.fetch_add(1, Ordering::Relaxed);
        let answer = match &self.inner.writer {
            Some(writer) => {
                writer.submit(job).blocking_recv().unwrap_or_else(|_| Err(DbError::Closed.into()))
            }
            None => self.write_pooled(job),
        };
        self.inner.written.notify_one();
        answer
    }

    fn write_pooled<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E>,
        E: From<DbError>,
    {
        let mut pooled = self.inner.pool.get().map_err(DbError::from)?;
        let outcome = in_transaction(&mut pooled, "BEGIN", job);
        let told = news::taken();
        if outcome.is_ok() {
            self.inner.news.tell(told);
        }
        outcome
    }
}

fn in_transaction<T, E: From<DbError>>(
    pooled: &mut Pooled,
    begin: &str,
    job: impl FnOnce(&mut DbConn) -> Result<T, E>,
) -> Result<T, E> {
    let Pooled { conn, sound } = pooled;
    *sound = false;
    conn.batch_execute(begin).map_err(DbError::from)?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(conn)));
    let refusal = match outcome {
        Ok(Ok(value)) => match conn.batch_execute("COMMIT") {
            Ok(()) => {
                *sound = true;
                return Ok(value);
            }
            Err(error) => DbError::Commit(error.to_string()).into(),
        },
        Ok(Err(refusal)) => refusal,
        Err(_) => DbError::Panicked.into(),
    };
    match conn.batch_execute("ROLLBACK") {
        Ok(()) => *sound = true,
        Err(error) => tracing::warn!(%error, "a transaction could not be rolled back"),
    }
    Err(refusal)
}
