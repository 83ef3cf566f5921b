//! From which list somebody came to a ticket. It stands in the address, so that they can go on in the list's own order.

use url::form_urlencoded;

/// Characters of such an address at most.
const LONGEST: usize = 1_000;

/// A list: the tickets by some filters, or what a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// `/tickets` with this query.
    Tickets(String),
    /// What was looked for.
    Search(String),
}

/// A list one came from, as its address says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came(String);

impl Came {
    /// From this address of the desk, without its first slash; none if it is no list.
    pub fn from(address: &str) -> Option<Self> {
        let is_list =
            address == "tickets" || address.starts_with("tickets?") || address.starts_with("search?");
        let fits = is_list && address.len() <= LONGEST && !address.contains(char::is_control);
        fits.then(|| Self(address.to_owned()))
    }

    /// Which list it is.
    pub fn list(&self) -> List {
        match self.0.split_once('?') {
            Some(("search", query)) => {
                let mut fields = form_urlencoded::parse(query.as_bytes());
                let words = fields.find(|(name, _)| name == "q").map(|(_, words)| words.into_owned());
                List::Search(words.unwrap_or_default())
            }
            Some((_, query)) => List::Tickets(query.to_owned()),
            None => List::Tickets(String::new()),
        }
    }

    /// The list's own address.
    pub fn back(&self) -> String {
        format!("/{}", self.0)
    }

    /// As a form carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the address of a ticket ends with, for somebody who comes from here.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("list", &self.0);
        format!("?{}", query.finish())
    }

    /// A ticket's page, or what is below it.
    pub fn at(&self, number: &str, below: &str) -> String {
        format!("/tickets/{number}{below}{}", self.query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_of_the_desk_is_come_from() {
        for odd in
            ["", "/tickets", "https://else.test", "tickets/TKT-1", "profile", "tickets?a=\n", "//else.test"]
        {
            assert_eq!(Came::from(odd), None, "{odd}");
        }
        assert_eq!(Came::from(&format!("tickets?q={}", "x".repeat(LONGEST))), None);
        let came = Came::from("tickets?view=queue&q=a+b").unwrap();
        assert_eq!(came.list(), List::Tickets("view=queue&q=a+b".into()));
        assert_eq!(
            came.at("TKT-2026-000001", "/next"),
            "/tickets/TKT-2026-000001/next?list=tickets%3Fview%3Dqueue%26q%3Da%2Bb"
        );
        assert_eq!(Came::from("search?q=a+b").unwrap().list(), List::Search("a b".into()));
        assert_eq!(Came::from("tickets").unwrap().back(), "/tickets");
    }
}
