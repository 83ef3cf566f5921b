//! The columns of a list of tickets: which of them somebody wants to see. The ticket itself is always there.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::words;

words! {
    /// A column that can be shown or hidden.
    Column {
        /// How urgent it is.
        Priority = "priority",
        /// The promise that is due first.
        TimeLeft = "time_left",
        /// Where it is in its life, and since when.
        Stage = "stage",
        /// Who answers for it.
        Holder = "holder",
        /// The category of the catalogue.
        Category = "category",
        /// The kind of contact.
        Kind = "kind",
        /// Whose need it is.
        Requester = "requester",
        /// Their agency.
        Agency = "agency",
        /// How it reached the desk.
        Channel = "channel",
        /// When it was reported.
        Reported = "reported_at",
        /// When something last happened to it.
        Updated = "updated_at",
        /// How often it was returned to Tier 1.
        Bounces = "bounces",
    }
}

/// What stands for the column that is always there, so that none of the others can be said too.
const TICKET: &str = "ticket";

/// Some columns, each once, in the order they are shown in. As text: `ticket,priority,category`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// These, in the order columns are shown in.
    pub fn of(chosen: &[Column]) -> Self {
        Self(Column::ALL.iter().copied().filter(|column| chosen.contains(column)).collect())
    }

    /// As they were kept; what is no column any more is left out.
    pub fn kept(text: &str) -> Self {
        let known: Vec<Column> = text.split(',').filter_map(|word| word.parse().ok()).collect();
        Self::of(&known)
    }

    /// Whether it is one of them.
    pub fn shows(&self, column: Column) -> bool {
        self.0.contains(&column)
    }
}

impl Default for Columns {
    /// What a list shows if nobody wished for anything else.
    fn default() -> Self {
        Self::of(&[Column::Priority, Column::TimeLeft, Column::Stage, Column::Holder])
    }
}

impl FromStr for Columns {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text.split(',').filter(|word| *word != TICKET);
        let columns: Result<Vec<Column>, _> = words.map(str::parse).collect();
        columns.map(|columns| Self::of(&columns)).map_err(|_| "expected columns of a list, joined by commas")
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(TICKET)?;
        self.0.iter().try_for_each(|column| write!(out, ",{column}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_in_their_order_each_once() {
        let some: Columns = "category,priority,category,ticket".parse().unwrap();
        assert_eq!(some, Columns::of(&[Column::Priority, Column::Category]));
        assert_eq!(some.to_string(), "ticket,priority,category");
        assert_eq!(some.to_string().parse(), Ok(some));
        let none: Columns = "ticket".parse().unwrap();
        assert!(Column::ALL.iter().all(|column| !none.shows(*column)));
        assert!("priority,colour".parse::<Columns>().is_err() && "".parse::<Columns>().is_err());
        assert_eq!(Columns::kept("priority,colour"), Columns::of(&[Column::Priority]));
    }
}
