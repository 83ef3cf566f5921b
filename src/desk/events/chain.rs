//! The hash that ties each line to the one before (`rules.md` 7.5). Pure.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::event::{Event, NewEvent};
use crate::desk::ids::EventId;

/// The hash before the first line.
pub(super) const GENESIS: [u8; 32] = [0; 32];

/// Makes `new` the line number `seq` after the line with `prev_hash`.
pub(super) fn link(new: NewEvent, seq: i32, prev_hash: Vec<u8>) -> Event {
    let NewEvent { record_kind, record_id, kind, actor_id, at, data } = new;
    let (id, data) = (EventId::new(), crate::db::Json(data));
    let mut event =
        Event { id, record_kind, record_id, seq, kind, actor_id, at, data, prev_hash, hash: Vec::new() };
    event.hash = hash(&event);
    event
}

/// SHA-256 over everything a line says, in an order of our own: both databases give the same bytes.
pub(super) fn hash(event: &Event) -> Vec<u8> {
    let mut text = String::with_capacity(512);
    for part in [
        event.id.to_string(),
        event.record_kind.to_string(),
        event.record_id.to_string(),
        event.seq.to_string(),
        event.kind.to_string(),
        event.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        event.at.micros().to_string(),
    ] {
        text.push_str(&part);
        text.push('\n');
    }
    canonical(&event.data.0, &mut text);
    let mut digest = Sha256::new();
    digest.update(&event.prev_hash);
    digest.update(text.as_bytes());
    digest.finalize().to_vec()
}

/// A document with its keys in order, however the database returned them.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<_> = fields.keys().collect();
            names.sort();
            out.push('{');
            for name in names {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(&fields[name], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Timestamp;
    use crate::desk::events::{EventKind, RecordKind};
    use crate::desk::ids::RecordId;

    fn line(data: Value) -> Event {
        let new = NewEvent::new(
            RecordKind::Ticket,
            RecordId::new(),
            EventKind::Opened,
            None,
            Timestamp::from_micros(7),
        );
        link(new.with(data), 1, GENESIS.to_vec())
    }

    #[test]
    fn the_order_of_keys_does_not_matter_and_every_value_does() {
        let mut event = line(json!({"b": [1, {"y": 2, "x": "ä\n"}], "a": null}));
        let before = event.hash.clone();
        event.data.0 = serde_json::from_str(r#"{"a":null,"b":[1,{"x":"ä\n","y":2}]}"#).unwrap();
        assert_eq!(hash(&event), before);
        event.data.0["b"][1]["y"] = json!(3);
        assert_ne!(hash(&event), before);
    }

    #[test]
    fn each_part_of_a_line_is_under_the_hash() {
        let event = line(json!({}));
        let changed: [fn(&mut Event); 6] = [
            |event| event.id = EventId::new(),
            |event| event.record_id = RecordId::new(),
            |event| event.seq += 1,
            |event| event.kind = EventKind::Closed,
            |event| event.at = Timestamp::from_micros(8),
            |event| event.prev_hash[0] = 1,
        ];
        for change in changed {
            let mut other = event.clone();
            change(&mut other);
            assert_ne!(hash(&other), event.hash);
        }
    }
}
