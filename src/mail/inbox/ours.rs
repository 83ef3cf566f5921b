//! What is ours, as the settings say.

use std::collections::BTreeSet;

use super::reading::OwnAddresses;
use crate::app::App;
use crate::desk::inbox::{Ours, ReplyAddress};
use crate::mail::threads;

/// By what the desk knows its own.
pub fn ours(app: &App) -> Ours {
    let from = plain(&app.config.mail_from);
    let reply = app.config.reply_address.as_deref().and_then(ReplyAddress::read);
    let addresses: BTreeSet<String> = [from].into_iter().filter(|address| !address.is_empty()).collect();
    Ours { addresses, domain: threads::domain(&app.config).to_lowercase(), reply, key: app.passes() }
}

/// The same as the reader of messages needs it; `mailboxes` are the addresses people write to.
pub(super) fn own(app: &App, ours: &Ours, mailboxes: Vec<String>) -> OwnAddresses {
    let reply = ours.reply.as_ref().map(ReplyAddress::bare);
    OwnAddresses {
        addresses: ours.addresses.iter().cloned().chain(reply).chain(mailboxes).collect(),
        domain: ours.domain.clone(),
        trusted: app.config.authserv_ids.clone(),
    }
}

/// The address in `Name <address>`, in small letters.
fn plain(mailbox: &str) -> String {
    let address = mailbox.rsplit_once('<').map_or(mailbox, |(_, rest)| rest);
    address.trim().trim_end_matches('>').trim().to_lowercase()
}
