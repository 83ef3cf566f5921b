//! Tickets: one whole life across both tiers (`rules.md` §2–3).

mod act;
mod assignment;
mod burden;
mod by_link;
mod cancellation;
mod changed;
mod children;
mod clocks;
mod comments;
mod correction;
mod counts;
mod draft;
mod earlier;
mod error;
mod escalation;
mod facts;
mod filter;
mod forecast;
mod heading;
mod joining;
mod legal_notices;
mod links;
mod mentions;
mod merging;
mod names;
mod neighbours;
mod number;
mod opening;
mod parts;
mod pass;
mod rating;
mod ratings;
mod reply_tag;
mod resolution;
mod show;
mod similar;
mod splitting;
mod stages;
mod status;
mod steps;
pub mod store;
mod supervision;
mod sweep;
mod ticket;
mod together;
mod totals;
mod unseen;
mod waiting;
mod watchers;

pub use assignment::{Assignee, assign, claim, release};
pub use burden::{AgencyLoad, Burden, Load, burden};
pub use by_link::{
    Concluded, Confirmable, Glimpse, PromiseSeen, Rateable, StageSeen, confirm_by_link, confirmable,
    dispute_by_link, glimpse, rate_by_link, rateable,
};
pub use cancellation::{Cancel, cancel};
pub use changed::{Changed, changed};
pub use children::{Family, Passed, ToldAll, family, tell_all, told_on};
pub use clocks::{
    Astray, Checked, Explanation, Promised, check_clocks, clocks, confirmed_at, explanation, facts_of,
    promised, promises, recompute_behind,
};
pub use comments::{Say, say};
pub use correction::{Correct, Reprioritise, correct, reprioritise};
pub use counts::{count, count_each};
pub use draft::keep_draft;
pub use earlier::earlier_solutions;
pub use error::TicketError;
pub use escalation::{Escalate, Return, STEPS_LEFT, accept, escalate, hand_back};
pub use filter::{
    AssigneeFilter, Cursor, Filter, Page, QueueCounts, Sort, in_charge, list, lists, queue_counts,
};
pub use forecast::{Example, Forecast, forecast, forecast_calendar, forecast_policy};
pub use heading::heading_of;
pub use joining::join;
pub use legal_notices::{LegalNotice, note_legal_notice};
pub use links::{MOST_CHILDREN, adopt, link, unlink};
pub use mentions::{Colleague, colleagues, label};
pub use merging::{Merge, Merged, check_merge, may_merge, merge};
pub use names::Names;
pub use neighbours::{Step, beside, is_listed};
pub use number::Number;
pub use opening::{Open, check_report, open};
pub use parts::{
    Closure, Comment, Escalation, Link, LinkedTicket, Mailed, MergedInto, Resolution, StageSpan, Stay, Wait,
    Watcher,
};
pub use pass::{PassKey, Purpose};
pub use rating::{Rate, may_rate, rate, rated_until};
pub use ratings::{AgencyRatings, RATED_DAYS, Ratings, Spread, ratings};
pub use reply_tag::TAG_CHARACTERS;
pub use resolution::{Close, Reopen, Resolve, close, reopen, resolve};
pub use show::{
    Overview, by_id, history, is_visible_to, may_read, note_read, overview, sees_inside, show, timeline,
};
pub use similar::{Similar, similar};
pub use splitting::{Candidate, Cut, Parted, Split, cut, split};
pub use stages::{stages_of, stays_of};
pub use status::Move;
pub use steps::{MOST_STEPS, Step as TicketStep, add_steps, copy_steps, remove_step, steps, tick_step};
pub use supervision::{DirectRoute, bounced, direct_routes};
pub use sweep::{Swept, sweep};
pub use ticket::{Classified, Ticket};
pub use together::{MOST_TOGETHER, Together, named};
pub use totals::{Flow, Total, Totals, totals};
pub use waiting::{AskRequester, HandOff, ask, hand_off, resume};
pub use watchers::{unwatch, watch};
