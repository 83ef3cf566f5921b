//! Who is named in a note: by `@` and a name that fits one colleague, or by `@` and an address.

use std::ops::Range;

use serde_json::json;

use super::error::TicketError;
use super::number::Number;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PersonId;
use crate::desk::people::access::{self, Act};
use crate::desk::people::{Actor, folded, load_actor};
use crate::desk::words::{Tier, Visibility};

/// People one note names at most.
const MOST: usize = 10;
/// Words of a name that are looked at.
const WORDS: usize = 6;
/// Colleagues that are suggested.
const SUGGESTED: usize = 8;

/// A colleague one can name on a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: PersonId,
    /// Their name as it stands in a note.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
}

/// For whom a text is, and from whom.
pub(super) struct Written<'a> {
    /// The ticket.
    pub(super) ticket: &'a Ticket,
    /// Who writes.
    pub(super) actor: &'a Actor,
    /// The tier they speak for.
    pub(super) tier: Option<Tier>,
    /// Who reads it.
    pub(super) visibility: Visibility,
}

/// A name as it stands in a note and in the stream: without what follows its first comma.
pub fn label(name: &str) -> &str {
    name.split(',').next().unwrap_or(name).trim()
}

/// The colleagues who may see the ticket and read notes on it, whose name, address or room begins with what was typed.
///
/// # Errors
/// Not found; not theirs to note on.
pub fn colleagues(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    typed: &str,
    now: Timestamp,
) -> Result<Vec<Colleague>, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    access::may(actor, Act::Note, ticket.held())?;
    let typed: String = typed.chars().take(100).collect();
    let words: Vec<String> = folded(&typed).split_whitespace().take(WORDS).map(str::to_owned).collect();
    let today = now.date_in(actor.zone);
    let mut found = store::working_on(conn, &ticket, &words, today)?;
    found.dedup_by_key(|(id, ..)| *id);
    found.retain(|(id, ..)| *id != actor.id);
    if ticket.restricted {
        let written = Written { ticket: &ticket, actor, tier: None, visibility: Visibility::Internal };
        let mut seeing = Vec::new();
        for one in found {
            if reads(conn, &written, one.0, now)? {
                seeing.push(one);
            }
        }
        found = seeing;
    }
    found.truncate(SUGGESTED);
    let colleague = |(id, name, email): (PersonId, String, String)| Colleague {
        id,
        name: label(&name).to_owned(),
        email,
    };
    Ok(found.into_iter().map(colleague).collect())
}

/// The text with each name as the desk knows it, and who is named.
///
/// # Errors
/// At `body`: a name that fits several who may read it, or somebody who may not.
pub(super) fn named(
    conn: &mut DbConn,
    written: &Written<'_>,
    body: &str,
    now: Timestamp,
) -> Result<(String, Vec<PersonId>), TicketError> {
    if written.visibility == Visibility::Public {
        let heard = addressed_to(conn, written, body, now)?;
        return Ok((body.to_owned(), heard));
    }
    let marks = marks(body);
    if marks.is_empty() {
        return Ok((body.to_owned(), Vec::new()));
    }
    let today = now.date_in(written.actor.zone);
    let first: Vec<String> = marks.iter().filter_map(|mark| Some(mark.words.first()?.0.clone())).collect();
    let staff = store::staff_named(conn, first, today)?;
    let (mut text, mut from, mut heard) = (String::with_capacity(body.len()), 0, Vec::new());
    for mark in &marks {
        let Some((who, span)) = who(conn, written, mark, &staff, now)? else { continue };
        text.push_str(&body[from..span.start]);
        match &who.1 {
            Some(name) => text.extend(["@", label(name)]),
            None => text.push_str(&body[span.clone()]),
        }
        from = span.end;
        if who.0 != written.actor.id && !heard.contains(&who.0) {
            heard.push(who.0);
        }
    }
    text.push_str(&body[from..]);
    if heard.len() > MOST {
        return refuse("mention_many", json!({ "max": MOST }));
    }
    Ok((text, heard))
}

/// A place where somebody may be named.
struct Mark<'a> {
    /// Where the `@` stands.
    at: usize,
    /// The address that follows it.
    address: Option<&'a str>,
    /// The words that follow it, each with where it ends.
    words: Vec<(String, usize)>,
}

/// Somebody, with their name if they were named by it; and where that stands.
type Who = ((PersonId, Option<String>), Range<usize>);

fn who(
    conn: &mut DbConn,
    written: &Written<'_>,
    mark: &Mark<'_>,
    staff: &[(PersonId, String)],
    now: Timestamp,
) -> Result<Option<Who>, TicketError> {
    if let Some(address) = mark.address {
        let found = store::mentioned(conn, vec![address.to_lowercase()])?;
        return match found.first() {
            Some(person) if reads(conn, written, *person, now)? => {
                Ok(Some(((*person, None), mark.at..mark.at + 1 + address.len())))
            }
            _ => refuse("mention_unseen", json!({ "name": address })),
        };
    }
    let fit = |name: &str| fitting(&mark.words, name);
    let best = staff.iter().map(|(_, name)| fit(name)).max().unwrap_or(0);
    let Some((_, end)) = best.checked_sub(1).and_then(|last| mark.words.get(last)) else { return Ok(None) };
    let meant: Vec<&(PersonId, String)> = staff.iter().filter(|(_, name)| fit(name) == best).collect();
    let mut seeing = Vec::new();
    for one in &meant {
        if reads(conn, written, one.0, now)? {
            seeing.push(*one);
        }
    }
    let names = |people: &[&(PersonId, String)]| {
        people.iter().take(3).map(|(_, name)| label(name)).collect::<Vec<_>>().join(", ")
    };
    match seeing.as_slice() {
        [(person, name)] => Ok(Some(((*person, Some(name.clone())), mark.at..*end))),
        [] => refuse("mention_unseen", json!({ "name": names(&meant) })),
        several => refuse("mention_several", json!({ "name": names(several) })),
    }
}

fn refuse<T>(code: &'static str, args: serde_json::Value) -> Result<T, TicketError> {
    let mut errors = FieldErrors::default();
    errors.add_with("body", code, args);
    Err(errors.into())
}

/// Whether somebody may see the ticket and read the words.
fn reads(
    conn: &mut DbConn,
    written: &Written<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, TicketError> {
    let Some(other) = load_actor(conn, person, now)? else { return Ok(false) };
    let reads = super::show::may_read(&other, written.ticket, written.visibility, written.tier);
    Ok(reads && super::show::is_visible_to(conn, &other, written.ticket.id)?)
}

/// Those a reply names by address, as far as they may see the ticket.
fn addressed_to(
    conn: &mut DbConn,
    written: &Written<'_>,
    body: &str,
    now: Timestamp,
) -> Result<Vec<PersonId>, TicketError> {
    let mut emails: Vec<String> =
        marks(body).into_iter().filter_map(|mark| mark.address.map(str::to_lowercase)).collect();
    emails.sort();
    emails.dedup();
    emails.truncate(MOST);
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let mut heard = Vec::new();
    for person in store::mentioned(conn, emails)? {
        if person != written.actor.id && reads(conn, written, person, now)? {
            heard.push(person);
        }
    }
    Ok(heard)
}

/// The places where an `@` begins a word.
fn marks(text: &str) -> Vec<Mark<'_>> {
    let begins = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let mut marks: Vec<Mark<'_>> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if !begins(at)
            || marks.last().is_some_and(|last| last.address.is_some_and(|a| at <= last.at + a.len()))
        {
            continue;
        }
        let rest = &text[at + 1..];
        let word =
            rest.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')'));
        let word = word.into_iter().next().unwrap_or_default().trim_end_matches(['.', ':', '!', '?']);
        let address = Some(word).filter(|word| word.contains('@') && !word.starts_with('@'));
        let words = if address.is_some() { Vec::new() } else { words(rest, at + 1) };
        if address.is_some() || !words.is_empty() {
            marks.push(Mark { at, address, words });
        }
    }
    marks
}

/// The first words of a text that could be a name, each with where it ends in the whole.
fn words(rest: &str, from: usize) -> Vec<(String, usize)> {
    let stop = |letter: char| matches!(letter, '\n' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '@');
    let reach = rest.find(stop).unwrap_or(rest.len());
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in rest[..reach].char_indices().chain([(reach, ' ')]) {
        match (start, letter.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(begun), false) => {
                words.push((folded(&rest[begun..at]), from + at));
                start = None;
            }
            // What does not begin with a name is none.
            (None, false) if words.is_empty() => return words,
            _ => {}
        }
        if words.len() == WORDS {
            break;
        }
    }
    words
}

/// How many of the words, one after the other, are words of the name.
fn fitting(words: &[(String, usize)], name: &str) -> usize {
    let name = folded(label(name));
    let name: Vec<&str> = name.split(' ').collect();
    let run =
        |from: usize| words.iter().zip(&name[from..]).take_while(|((typed, _), own)| typed == *own).count();
    (0..name.len()).map(run).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_at_begins_a_name_or_an_address() {
        let found = |text: &str| -> Vec<String> {
            let mark = |mark: Mark<'_>| match mark.address {
                Some(address) => address.to_owned(),
                None => mark.words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" "),
            };
            marks(text).into_iter().map(mark).collect()
        };
        assert_eq!(
            found("tolong @Andi@dinkes.test, dan (@wayan@dikbud.test)."),
            ["Andi@dinkes.test", "wayan@dikbud.test"]
        );
        assert_eq!(found("@Andi Baso, cek; @dr. Nurhayati: ya"), ["andi baso", "dr nurhayati"]);
        assert!(found("andi@dinkes.test kirim e-mail; 5 @ 10.000 atau @@ @ x").is_empty());
    }

    #[test]
    fn the_longest_run_of_words_tells_who_is_meant() {
        let words = |text: &str| words(text, 0);
        assert_eq!(fitting(&words("andi baso tolong"), "Andi Baso, S.Kom."), 2);
        assert_eq!(fitting(&words("baso"), "Andi Baso"), 1);
        assert_eq!(fitting(&words("andi wijaya"), "Andi Baso"), 1);
        assert_eq!(fitting(&words("and"), "Andi Baso"), 0);
        assert_eq!(fitting(&words("ir. moh. ramli"), "Ir. Moh. Ramli"), 3);
    }
}
