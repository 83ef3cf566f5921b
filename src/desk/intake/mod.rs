//! Taking down what somebody tells while the phone is still at the ear: messages that were pasted, times that were said.

mod chat;
mod moment;

pub use chat::{Chat, read_chat};
pub use moment::said_at;
