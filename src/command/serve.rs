//! `jenjang serve`.

use std::io::Write;
use std::sync::Arc;

use super::cli::{Place, Serve};
use super::start;
use crate::app::App;
use crate::config::Overrides;
use crate::db::DbError;
use crate::desk::demo::{self, DemoReport};
use crate::desk::setup;
use crate::desk::words::Language;
use crate::mail::{self, Postman};
use crate::server;

/// Events of the demo office that its people are told of on their pages.
const REMEMBERED: i64 = 200;

/// Serves until asked to stop; prints one line when ready.
pub(super) fn serve(place: &Place, wish: &Serve) -> anyhow::Result<()> {
    let overrides = Overrides { listen: wish.listen.clone(), demo: wish.demo, ..Overrides::default() };
    let mut config = start::config(place, overrides)?;
    start::logs(&config)?;
    let listener = server::bind(&mut config)?;
    let mut app = start::app(config)?;
    start::ship(&app)?;
    if app.config.demo {
        fill(&app)?;
    }
    // The demo office goes on saying that it is one, also when it is started without `--demo`.
    Arc::make_mut(&mut app.config).demo = app.db.read_blocking(demo::is_demo)?;
    furnish(&app)?;
    let postman = Postman::open(&app.config)?;
    let system = actix_web::rt::System::new();
    system.block_on(async move {
        let running = server::start(app, postman, listener).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening on {}", running.base)?;
        out.flush()?;
        drop(out);
        running.until_stopped().await
    })
}

/// Makes the demo office in an empty database, and says with which accounts one can look at it.
fn fill(app: &App) -> anyhow::Result<()> {
    if let DemoReport::Made { agencies, people, tickets } =
        demo::fill(&app.db, app.config.password_memory, app.now())?
    {
        mail::remember(app, REMEMBERED)?;
        println!("the demo office is there: {agencies} agencies, {people} people, {tickets} tickets");
    }
    println!("every account of the demo office has the password {}", demo::PASSWORD);
    for account in demo::accounts()? {
        println!("  {:<32} {}", account.email, account.who(Language::En));
    }
    Ok(())
}

/// What an empty database needs before anybody can sign in: a link that makes the first administrator.
fn furnish(app: &App) -> anyhow::Result<()> {
    let now = app.now();
    let needed = app.db.read_blocking::<_, DbError, _>(setup::is_needed)?;
    if !needed {
        return Ok(());
    }
    if let Some(token) = app.db.write_blocking::<_, DbError, _>(move |conn| setup::new_link(conn, now))? {
        println!("nobody is there yet; make the first administrator here (works once):");
        println!("  {}/setup?token={}", app.config.base_url, token.reveal());
    }
    Ok(())
}
