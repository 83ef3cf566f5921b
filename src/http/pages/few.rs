//! A figure with few digits.

use serde::{Serialize, Serializer};

use crate::desk::tickets::QueueCounts;

/// How many there are, as far as they were counted: "99+" where counting stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Few(pub i64);

impl Serialize for Few {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 < QueueCounts::MOST {
            serializer.serialize_i64(self.0)
        } else {
            serializer.collect_str(&format_args!("{}+", QueueCounts::MOST - 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn what_was_not_counted_to_the_end_says_so() {
        let shown: Vec<_> = [0, 7, 99, 100].map(|count| serde_json::json!(Few(count))).into();
        assert_eq!(
            shown,
            [serde_json::json!(0), serde_json::json!(7), serde_json::json!(99), serde_json::json!("99+")]
        );
    }
}
