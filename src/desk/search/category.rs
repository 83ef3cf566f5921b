//! Guessing the category of a text that somebody is writing.

use super::guess::{Shelf, Shelves};
use super::store;
use crate::db::{DbConn, DbError};
use crate::desk::catalogue::{self, Branch, Category};

/// Earlier titles that are learned from.
const TITLES: i64 = 600;
/// Characters of a text that are looked at.
const LOOKED_AT: usize = 4_000;

/// What guesses: the words of all categories, read once.
#[derive(Clone, Debug)]
pub struct Guesser {
    categories: Vec<Category>,
    shelves: Shelves<usize>,
}

impl Guesser {
    /// Reads the words of all categories, and the latest titles in them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(conn: &mut DbConn) -> Result<Self, DbError> {
        let mut leaves = Vec::new();
        let tree = catalogue::tree(conn)?;
        for branch in tree.iter() {
            gather(branch, &mut leaves);
        }
        let mut shelves: Vec<Shelf<usize>> = leaves
            .iter()
            .enumerate()
            .map(|(id, category)| Shelf {
                id,
                name: category.name.clone(),
                hint: category.hint.clone().unwrap_or_default(),
                titles: Vec::new(),
            })
            .collect();
        for (category, title) in store::latest_titles(conn, TITLES)? {
            if let Some(place) = leaves.iter().position(|leaf| leaf.id == category) {
                shelves[place].titles.push(title);
            }
        }
        Ok(Self { shelves: Shelves::of(&shelves), categories: leaves.into_iter().cloned().collect() })
    }

    /// The categories a text may be about, the likeliest first, `most` at most. None if no word of it speaks for any.
    pub fn guess(&self, text: &str, most: usize) -> Vec<Category> {
        let text: String = text.chars().take(LOOKED_AT).collect();
        let guessed = self.shelves.guess(&text, most);
        guessed.into_iter().filter_map(|place| self.categories.get(place).cloned()).collect()
    }
}

/// The categories a text may be about, as [`Guesser::guess`] says.
///
/// # Errors
/// When they cannot be read.
pub fn categories_for(conn: &mut DbConn, text: &str, most: usize) -> Result<Vec<Category>, DbError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(Guesser::read(conn)?.guess(text, most))
}

/// The categories without any below them: those a ticket is put into.
fn gather<'a>(branch: &'a Branch, leaves: &mut Vec<&'a Category>) {
    if branch.children.is_empty() {
        leaves.push(&branch.category);
        return;
    }
    for child in &branch.children {
        gather(child, leaves);
    }
}
