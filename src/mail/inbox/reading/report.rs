//! A report on another message (`multipart/report`, RFC 6522): its status, and the letter it is about.

use super::decode;
use super::headers::{self, Headers};
use super::mime::{Leaf, Node};

/// Recipients of a report at most.
const RECIPIENTS: usize = 50;

/// What a report carries beside its words.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Whether the message is one by its type.
    pub(super) by_type: bool,
    /// What became of the letter, recipient by recipient.
    pub(super) delivery: Option<Delivery>,
    /// The header of the letter it is about.
    pub(super) letter: Option<Headers>,
}

/// The fields of a delivery status, recipient by recipient.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    pub(super) recipients: Vec<Headers>,
}

/// Reads the report a message is, or carries as Exchange and others do without saying so.
pub(super) fn of(node: &Node<'_>) -> Report {
    let mut report = Report::default();
    look(node, &mut report, 0);
    report
}

fn look(node: &Node<'_>, report: &mut Report, depth: usize) {
    match node {
        Node::Multi(multi) => {
            report.by_type |= multi.subtype == "report" && depth <= 1;
            for child in &multi.children {
                look(child, report, depth + 1);
            }
        }
        Node::Leaf(leaf) => match leaf.kind.full.as_str() {
            "message/delivery-status" | "message/global-delivery-status" if report.delivery.is_none() => {
                report.delivery = Some(delivery(&content(leaf)));
            }
            "message/disposition-notification" => report.by_type |= depth <= 1,
            "message/rfc822"
            | "message/global"
            | "text/rfc822-headers"
            | "message/global-headers"
            | "message/rfc822-headers"
                if report.letter.is_none() =>
            {
                report.letter = Some(headers::of_message(&content(leaf)).0);
            }
            _ => {}
        },
    }
}

fn content(leaf: &Leaf<'_>) -> Vec<u8> {
    decode::bytes(leaf.body, leaf.headers.first("content-transfer-encoding").unwrap_or_default())
        .0
        .into_owned()
}

/// The groups of fields after the first, which tells of the server. Some servers forget the first.
fn delivery(content: &[u8]) -> Delivery {
    let mut recipients = Vec::new();
    let mut rest = content;
    while !rest.is_empty() && recipients.len() < RECIPIENTS {
        let (group, next) = headers::of_message(rest);
        if group.has("action") || group.has("status") || group.has("final-recipient") {
            recipients.push(group);
        }
        if next.len() >= rest.len() {
            break;
        }
        rest = next;
    }
    Delivery { recipients }
}
