//! Which category a text is about, guessed from its words: names and hints of the categories, and what was reported in them
//! before. Pure: the same words give the same guess.

use std::collections::{HashMap, HashSet};

use super::reading::terms;

/// What a word of a category's name counts.
const IN_NAME: f64 = 3.0;
/// What a word of its hint counts.
const IN_HINT: f64 = 2.0;
/// What a word of an earlier title counts, said often enough.
const IN_TITLES: f64 = 3.0;
/// How often is often enough.
const OFTEN: f64 = 4.0;
/// How much more the first line of a text counts.
const FIRST_LINE: f64 = 1.5;
/// A guess that is so much weaker than the best is none.
const WEAK: f64 = 0.25;

/// A category as it is known by its words.
#[derive(Clone, Debug)]
pub struct Shelf<K> {
    /// Which.
    pub id: K,
    /// Its name.
    pub name: String,
    /// What belongs there, with the words people use for it.
    pub hint: String,
    /// What was reported there before.
    pub titles: Vec<String>,
}

/// The words of all categories, ready to be compared with.
#[derive(Clone, Debug)]
pub struct Shelves<K> {
    ids: Vec<K>,
    /// By root: the categories it speaks for, and how strongly.
    speaks: HashMap<String, Vec<(usize, f64)>>,
}

impl<K: Clone> Shelves<K> {
    /// Reads the words of all categories.
    pub fn of(shelves: &[Shelf<K>]) -> Self {
        let mut speaks: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        for (place, shelf) in shelves.iter().enumerate() {
            for (root, weight) in weights(shelf) {
                speaks.entry(root).or_default().push((place, weight));
            }
        }
        let all = shelves.len() as f64;
        for places in speaks.values_mut() {
            // What is said everywhere says nothing.
            let rare = ((all + 1.0) / places.len() as f64).ln();
            for (_, weight) in places.iter_mut() {
                *weight *= rare;
            }
        }
        Self { ids: shelves.iter().map(|shelf| shelf.id.clone()).collect(), speaks }
    }

    /// The categories a text may be about, the likeliest first, `most` at most; none if no word speaks for any.
    pub fn guess(&self, text: &str, most: usize) -> Vec<K> {
        let mut scores = vec![0.0; self.ids.len()];
        let first = text.trim_start().lines().next().unwrap_or_default();
        let early: HashSet<String> = terms(first).collect();
        let roots: HashSet<String> = terms(text).collect();
        for root in &roots {
            let weight = if early.contains(root) { FIRST_LINE } else { 1.0 };
            for (place, strength) in self.speaks.get(root).into_iter().flatten() {
                scores[*place] += strength * weight;
            }
        }
        let mut places: Vec<usize> = (0..scores.len()).filter(|place| scores[*place] > 0.0).collect();
        places.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]).then(one.cmp(other)));
        let best = places.first().map_or(0.0, |place| scores[*place]);
        places.retain(|place| scores[*place] >= best * WEAK);
        places.truncate(most);
        places.into_iter().map(|place| self.ids[place].clone()).collect()
    }
}

fn weights<K>(shelf: &Shelf<K>) -> HashMap<String, f64> {
    let mut weights: HashMap<String, f64> = HashMap::new();
    let mut said: HashMap<String, f64> = HashMap::new();
    for title in &shelf.titles {
        let roots: HashSet<String> = terms(title).collect();
        for root in roots {
            *said.entry(root).or_default() += 1.0;
        }
    }
    for (root, times) in said {
        weights.insert(root, IN_TITLES * (times.min(OFTEN) / OFTEN).sqrt());
    }
    for (text, weight) in [(&shelf.hint, IN_HINT), (&shelf.name, IN_NAME)] {
        for term in terms(text) {
            let known = weights.entry(term).or_default();
            *known = known.max(weight);
        }
    }
    weights
}
