//! Parts of long lists: a part begins after a record, never at a count, so that it stays true while others write.

/// Records a part has at most.
pub const MOST: i64 = 200;

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<Id> {
    /// The last record of the part before; none for the first part.
    pub after: Option<Id>,
    /// How many records at most, from 1 to [`MOST`].
    pub limit: i64,
}

impl<Id> Part<Id> {
    /// The first `limit` records.
    pub const fn first(limit: i64) -> Self {
        Self { after: None, limit }
    }

    /// The limit within its bounds.
    pub(in crate::desk) fn bounded(&self) -> i64 {
        self.limit.clamp(1, MOST)
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Page<T, Id> {
    /// The records.
    pub items: Vec<T>,
    /// After which record the next part begins; none if this is the last.
    pub next: Option<Id>,
}

impl<T, Id> Page<T, Id> {
    /// Makes a page of rows that were read with one more than `limit`.
    pub(in crate::desk) fn cut(mut items: Vec<T>, limit: i64, id: impl Fn(&T) -> Id) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(id);
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_another_follows() {
        let page = Page::cut(vec![3, 5, 8], 2, |item| *item);
        assert_eq!((page.items, page.next), (vec![3, 5], Some(5)));
        let page = Page::cut(vec![3, 5], 2, |item| *item);
        assert_eq!((page.items, page.next), (vec![3, 5], None));
        assert_eq!(Part { after: None::<i32>, limit: 9_000 }.bounded(), MOST);
    }
}
