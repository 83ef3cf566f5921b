//! What a view asks for, as the address of a list says it.

use url::form_urlencoded;

use crate::desk::columns::Columns;
use crate::desk::fields::FieldErrors;

/// What may stand in it.
const NAMES: &[&str] = &[
    "view",
    "q",
    "status",
    "priority",
    "kind",
    "tier",
    "agency",
    "category",
    "assignee",
    "overdue",
    "due_before",
    "sort",
    "columns",
];
/// Letters of it at most.
const LONGEST: usize = 1_000;

/// The query without what belongs to one page alone (where it begins, what is empty).
///
/// # Errors
/// A name that is none of a list, or too long a query.
pub fn normal(query: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, text) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        if text.is_empty() || matches!(&*name, "cursor" | "saved") {
            continue;
        }
        if !NAMES.contains(&&*name) || text.contains(char::is_control) {
            return Err(FieldErrors::one("query", "unknown"));
        }
        if name == "columns" {
            let columns: Columns = text.parse().map_err(|_| FieldErrors::one("query", "unknown"))?;
            kept.append_pair(&name, &columns.to_string());
            continue;
        }
        kept.append_pair(&name, &text);
    }
    let kept = kept.finish();
    if kept.len() > LONGEST {
        errors.add_with("query", "too_long", serde_json::json!({ "max": LONGEST }));
    }
    errors.finish().map(|()| kept)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn a_view_keeps_what_is_asked_and_not_where_one_was() {
        assert_eq!(normal("view=queue&q=a+b&cursor=x&saved=y&kind="), Ok("view=queue&q=a+b".to_owned()));
        assert_eq!(
            normal("view=all&columns=category,priority"),
            Ok("view=all&columns=ticket%2Cpriority%2Ccategory".to_owned())
        );
        assert!(normal("columns=colour").is_err());
        assert_eq!(normal(""), Ok(String::new()));
        assert!(normal("surprise=1").is_err());
        assert!(normal(&format!("q={}", "a".repeat(2_000))).is_err());
    }
}
