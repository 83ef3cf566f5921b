//! The published description of the REST interface, read to walk every route of it.

use serde_json::{Map, Value, json};

/// One route: a method on a path with named parts.
#[derive(Clone, Debug)]
pub struct Route {
    /// `GET`, `POST` …
    pub method: String,
    /// `/api/v1/tickets/{number}/comments`.
    pub path: String,
    /// What it says about itself.
    pub operation: Value,
}

impl Route {
    /// Whether its answer has no end: `live.rs` reads those.
    pub fn is_stream(&self) -> bool {
        self.operation.pointer("/responses/200/content/text~1event-stream").is_some()
    }
}

/// The whole description.
pub struct OpenApi {
    document: Value,
}

impl OpenApi {
    /// Reads a document.
    pub fn new(document: Value) -> Self {
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{document}");
        Self { document }
    }

    /// Every route, in order of paths.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = Vec::new();
        for (path, methods) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                    let (method, path, operation) = (method.to_uppercase(), path.clone(), operation.clone());
                    routes.push(Route { method, path, operation });
                }
            }
        }
        routes
    }

    /// A body that fits what the route asks for, as far as its description tells.
    pub fn body_for(&self, route: &Route) -> Option<Value> {
        let schema = route.operation.pointer("/requestBody/content/application~1json/schema")?;
        Some(self.example(schema, 0))
    }

    /// Whether the route takes a file.
    pub fn takes_a_file(&self, route: &Route) -> bool {
        route.operation.pointer("/requestBody/content/multipart~1form-data").is_some()
    }

    fn example(&self, schema: &Value, depth: usize) -> Value {
        if depth > 8 {
            return Value::Null;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let found = self.document.pointer(reference.trim_start_matches('#'));
            return found.map_or(Value::Null, |schema| self.example(schema, depth + 1));
        }
        if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
            return first.clone();
        }
        if !schema["const"].is_null() {
            return schema["const"].clone();
        }
        for several in ["oneOf", "anyOf"] {
            let fits = |one: &&Value| one["type"] != "null";
            if let Some(one) = schema[several].as_array().and_then(|list| list.iter().find(fits)) {
                return self.example(one, depth + 1);
            }
        }
        if let Some(all) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in all {
                if let Value::Object(members) = self.example(part, depth + 1) {
                    whole.extend(members);
                }
            }
            return Value::Object(whole);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").and_then(Value::as_str),
            kind => kind.as_str(),
        };
        match kind {
            Some("string") => json!(match schema["format"].as_str() {
                Some("uuid") => uuid::Uuid::now_v7().to_string(),
                Some("date-time") => "2026-11-20T01:00:00Z".to_owned(),
                Some("date") => "2026-11-20".to_owned(),
                Some("email") => "nobody@example.test".to_owned(),
                _ => "Keterangan yang cukup panjang".to_owned(),
            }),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(false),
            Some("array") => json!([]),
            Some("null") => Value::Null,
            _ => {
                let required: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let members = schema["properties"].as_object().into_iter().flatten();
                let members = members.filter(|(name, _)| required.contains(&name.as_str()));
                Value::Object(
                    members.map(|(name, value)| (name.clone(), self.example(value, depth + 1))).collect(),
                )
            }
        }
    }
}

impl Route {
    /// The names in braces.
    pub fn parameters(&self) -> Vec<String> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect()
    }

    /// The path with every name in braces replaced.
    pub fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let mut path = self.path.clone();
        for name in self.parameters() {
            path = path.replace(&format!("{{{name}}}"), &value(&name));
        }
        path
    }
}
