//! Totals without names, as the coordination team reads them.

use serde::Serialize;

use crate::desk::tickets::{Flow, Total, Totals};
use crate::http::pages::frame::Voice;

/// A table a way of counting.
#[derive(Serialize)]
pub struct Summed {
    tiles: Vec<Tile>,
    all: Line,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Tile {
    count: i64,
    label: String,
}

#[derive(Serialize)]
struct Table {
    id: &'static str,
    heading: String,
    first: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    month: Figures,
    quarter: Figures,
}

#[derive(Serialize)]
struct Figures {
    opened: i64,
    solved: i64,
    closed: i64,
}

impl Summed {
    /// In words.
    pub fn of(totals: Totals, voice: Voice<'_>) -> Self {
        let line = |name: String, total: Total| Line {
            name,
            month: Figures::of(total.month),
            quarter: Figures::of(total.quarter),
        };
        let table = |id, lines: Vec<Line>| Table {
            id,
            heading: voice.word("totals_by", id),
            first: voice.word("filter", id),
            lines,
        };
        let month = totals.all.month;
        let tiles = [
            ("totals.opened_month", month.opened),
            ("totals.solved_month", month.solved),
            ("totals.closed_month", month.closed),
            ("totals.open", totals.open),
        ];
        let tiles = tiles.map(|(label, count)| Tile { count, label: voice.say(label) }).into();
        let kinds =
            totals.kinds.into_iter().map(|(kind, total)| line(voice.word("kind", kind.as_str()), total));
        let tiers = totals.tiers.into_iter();
        let tiers = tiers.map(|(tier, total)| line(voice.word("tier", &tier.number().to_string()), total));
        let agencies = totals.agencies.into_iter().map(|(name, total)| line(name, total));
        Self {
            tiles,
            tables: vec![
                table("kind", kinds.collect()),
                table("tier", tiers.collect()),
                table("agency", agencies.collect()),
            ],
            all: line(voice.say("totals.all"), totals.all),
        }
    }
}

impl Figures {
    fn of(flow: Flow) -> Self {
        Self { opened: flow.opened, solved: flow.solved, closed: flow.closed }
    }
}
