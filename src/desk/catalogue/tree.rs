//! The catalogue as people choose from it.

use std::collections::HashMap;
use std::sync::Arc;

use super::category::Category;
use super::directory::directory;
use crate::db::{DbConn, DbError};
use crate::desk::ids::CategoryId;

/// A category with those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The category.
    pub category: Category,
    /// Those below it, in their order.
    pub children: Vec<Branch>,
}

/// The whole tree, as kept in memory.
pub type Tree = Arc<Vec<Branch>>;

/// The categories a new ticket may have, as a tree in their order. What is below an inactive category is left out.
///
/// # Errors
/// When they cannot be read.
pub fn tree(conn: &mut DbConn) -> Result<Tree, DbError> {
    Ok(directory(conn)?.tree().clone())
}

/// Puts categories below their parents; `categories` come in the order of their places.
pub(super) fn grow(categories: Vec<Category>) -> Vec<Branch> {
    let mut below: HashMap<Option<CategoryId>, Vec<Category>> = HashMap::new();
    for category in categories {
        below.entry(category.parent_id).or_default().push(category);
    }
    take(&mut below, None)
}

/// Takes each category out once, so that even a circle in the database ends.
fn take(below: &mut HashMap<Option<CategoryId>, Vec<Category>>, parent: Option<CategoryId>) -> Vec<Branch> {
    let here = below.remove(&parent).unwrap_or_default();
    here.into_iter()
        .map(|category| {
            let children = take(below, Some(category.id));
            Branch { category, children }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::desk::words::Kind;

    fn category(code: &str, id: CategoryId, parent_id: Option<CategoryId>) -> Category {
        let at = Timestamp::from_micros(0);
        Category {
            id,
            version: 1,
            code: code.into(),
            parent_id,
            name: code.into(),
            name_en: code.into(),
            hint: None,
            default_kind: Kind::Incident,
            checklist: Vec::new(),
            steps: Vec::new(),
            position: 0,
            active: true,
            created_at: at,
            updated_at: at,
        }
    }

    fn shape(branches: &[Branch]) -> String {
        branches
            .iter()
            .map(|branch| format!("{}({})", branch.category.code, shape(&branch.children)))
            .collect()
    }

    #[test]
    fn categories_stand_below_their_parents_in_their_order() {
        let [a, b, a1, a2, lost] = [(); 5].map(|()| CategoryId::new());
        let grown = grow(vec![
            category("A1", a1, Some(a)),
            category("B", b, None),
            category("A", a, None),
            category("A2", a2, Some(a)),
            category("X", lost, Some(CategoryId::new())),
        ]);
        assert_eq!(shape(&grown), "B()A(A1()A2())");
    }

    #[test]
    fn a_circle_in_the_database_ends() {
        let [a, b] = [(); 2].map(|()| CategoryId::new());
        assert_eq!(shape(&grow(vec![category("A", a, Some(b)), category("B", b, Some(a))])), "");
    }
}
