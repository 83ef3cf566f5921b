//! What a change changed, for the history of a record.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// What every save changes.
const NOT_TOLD: [&str; 4] = ["id", "version", "created_at", "updated_at"];

/// The fields in which two states of a record differ: `{"name": {"from": …, "to": …}}`.
pub(in crate::desk) fn difference(before: &impl Serialize, after: &impl Serialize) -> Value {
    let (before, after) = (fields(before), fields(after));
    let mut changed = Map::new();
    for (name, to) in after {
        let from = before.get(&name).cloned().unwrap_or(Value::Null);
        if from != to && !NOT_TOLD.contains(&name.as_str()) {
            changed.insert(name, json!({ "from": from, "to": to }));
        }
    }
    Value::Object(changed)
}

fn fields(record: &impl Serialize) -> Map<String, Value> {
    match crate::db::Json::of(record).0 {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "version": 1, "name": "Dinas", "zone": "Asia/Makassar", "until": null });
        let after = json!({ "version": 2, "name": "Badan", "zone": "Asia/Makassar", "until": "2026-12-31" });
        assert_eq!(
            difference(&before, &after),
            json!({ "name": { "from": "Dinas", "to": "Badan" }, "until": { "from": null, "to": "2026-12-31" } })
        );
    }
}
