//! Whether an answer is as the description says: types, required members, and no member that is not described.

use serde_json::Value;

/// What is wrong with `value` by `schema` of `document`; each with where it is.
pub fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "", &mut found);
    found
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let schema = resolved(document, schema);
    for several in ["oneOf", "anyOf"] {
        if let Some(list) = schema[several].as_array() {
            let tries: Vec<Vec<String>> = list.iter().map(|one| misfits(document, one, value)).collect();
            if !tries.iter().any(Vec::is_empty) {
                found.push(format!("{at}: fits none of {several}: {tries:?}"));
            }
            return;
        }
    }
    if !type_fits(&schema["type"], value) {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
        return;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    match value {
        Value::Object(members) => {
            let (described, required, open) = members_of(document, schema);
            if described.is_empty() {
                return;
            }
            for (name, value) in members {
                match described.iter().find(|(known, _)| known == name) {
                    Some((_, schema)) => check(document, schema, value, &format!("{at}/{name}"), found),
                    None if open => {}
                    None => found.push(format!("{at}/{name}: is not described")),
                }
            }
            for name in required.iter().filter(|name| !members.contains_key(*name)) {
                found.push(format!("{at}/{name}: is missing"));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check(document, &schema["items"], item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The members an object may have, those it must have, and whether it may have others.
fn members_of<'a>(document: &'a Value, schema: &'a Value) -> (Vec<(String, &'a Value)>, Vec<String>, bool) {
    let schema = resolved(document, schema);
    let mut described: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), schema))
        .collect();
    let mut required: Vec<_> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let mut open = schema["additionalProperties"].is_object();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more, needed, opened) = members_of(document, part);
        described.extend(more);
        required.extend(needed);
        open |= opened;
    }
    (described, required, open)
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{reference} is named and not described")),
        None => schema,
    }
}

fn type_fits(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| type_fits(kind, value)),
        Value::String(kind) => match kind.as_str() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("a type nobody knows: {other}"),
        },
        _ => true,
    }
}
