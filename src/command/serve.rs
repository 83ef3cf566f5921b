//! `jenjang serve`.

use std::io::Write;

use super::cli::{Place, Serve};
use super::start;
use crate::app::App;
use crate::config::Overrides;
use crate::mail::Postman;
use crate::server;

/// Serves until asked to stop; prints one line when ready.
pub(super) fn serve(place: &Place, wish: &Serve) -> anyhow::Result<()> {
    let overrides = Overrides { listen: wish.listen.clone(), demo: wish.demo, ..Overrides::default() };
    let config = start::config(place, overrides)?;
    start::logs(&config)?;
    let app = start::app(config)?;
    furnish(&app)?;
    let postman = Postman::open(&app.config)?;
    let system = actix_web::rt::System::new();
    system.block_on(async move {
        let running = server::start(app, postman).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening on {}", running.base)?;
        out.flush()?;
        drop(out);
        running.until_stopped().await
    })
}

/// What an empty database needs before anybody can sign in.
fn furnish(_app: &App) -> anyhow::Result<()> {
    Ok(())
}
